"""Full-text search on SQLite with Russian stems.

SQLite's full-text table knows no Russian word forms, so words are stemmed before they are stored and before they are
looked up. Imported on SQLite only: the tables it names do not exist elsewhere.
"""

from typing import Any

from modelsearch.backends.database.sqlite.query import BM25, SQLiteFTSIndexEntry
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import Phrase, PlainText, SearchQuery
from modelsearch.utils import get_content_type_pk

from .domain.russian import stem_text

# A query of punctuation alone: the tokenizer finds no word in it, so it matches nothing and raises nothing.
NO_WORDS = "\N{REPLACEMENT CHARACTER}"


class TitleFirstBM25(BM25):
    """Relevance in which a word of the title weighs as much as eight in the text."""

    def as_sql(self, compiler, connection, function=None, template=None):
        table = SQLiteFTSIndexEntry._meta.db_table
        return f"bm25({table}, 0.0, 1.0, 8.0)", []  # columns: autocomplete, body, title


class RussianSQLiteIndex(SQLiteIndex):
    def add_items(self, model: type, objs: list[Any]) -> None:
        """Index objects, then replace the texts of their entries by stems."""
        objs = list(objs)
        super().add_items(model, objs)
        entries = list(
            self.entries.filter(
                content_type_id=get_content_type_pk(model), object_id__in=[str(obj.pk) for obj in objs]
            )
        )
        for entry in entries:
            entry.title, entry.body = stem_text(entry.title), stem_text(entry.body)
        self.entries.bulk_update(entries, ["title", "body"], batch_size=50)


class RussianSQLiteQueryCompiler(SQLiteSearchQueryCompiler):
    def build_search_query_content(self, query: SearchQuery, config: Any = None) -> Any:
        if isinstance(query, PlainText):
            query = PlainText(stem_text(query.query_string) or NO_WORDS, operator=query.operator)
        elif isinstance(query, Phrase):
            query = Phrase(stem_text(query.query_string) or NO_WORDS)
        return super().build_search_query_content(query, config=config)

    def _build_rank_expression(self, vectors: Any, config: Any) -> BM25:
        return TitleFirstBM25()


class RussianSQLiteBackend(SQLiteSearchBackend):
    index_class = RussianSQLiteIndex
    query_compiler_class = RussianSQLiteQueryCompiler
