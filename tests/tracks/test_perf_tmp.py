import time
from uuid import uuid4
import pytest
from tests.factories import NOW, make_course, make_user
from tests.tracks.makers import at, make_curriculum, webinar
from tests.courses.domain.test_recorded import watch
from prokadry.accounts.models import User
from tracks.models import *
from tracks.domain.curricula import sync_assignments
from tracks.domain.extension_plan import *
from tracks.domain.extensions import grant_extensions
from courses.models import WatchSession, Completion
from courses.domain.fold import derive
pytestmark = pytest.mark.django_db
def test_perf(django_capture_on_commit_callbacks):
    course = make_course()
    acts=[webinar(course, duration_s=2700, closes_at=at(days=-1)) for _ in range(3)]
    cur = make_curriculum([course])
    N=10000
    User.objects.bulk_create([User(email=f"p{i}@x.ru", first_name="А", last_name="Б") for i in range(N)])
    ids=list(User.objects.order_by("pk").values_list("pk",flat=True))
    Enrolment.objects.bulk_create([Enrolment(participant_id=i, season=cur.season, curriculum=cur, level="young", enrolled_at=NOW, updated_at=NOW) for i in ids])
    Completion.objects.bulk_create([Completion(participant_id=i, activity=a, season="2026", track="base", position=n, opens_at=None, closes_at=at(days=-1), rule_key="watched_share", rule_version=2, rule_params={"share":"0.95"}, state="missed", created_at=NOW, updated_at=NOW) for i in ids for n,a in enumerate(acts)], batch_size=2000)
    watch(acts[0], User.objects.get(pk=ids[0]), seconds=2700, at=at(hours=-5))
    s=WatchSession.objects.get()
    WatchSession.objects.bulk_create([WatchSession(participant_id=i, activity=acts[0], kind="recorded", rev=s.rev, t0_ms=s.t0_ms, evidence=s.evidence) for i in ids[1:7000]])
    emails="\n".join(f"P{i}@x.ru" for i in range(N))
    t=time.process_time()
    req=Request(cur.season, acts[0], at(days=3), Choice(BatchSource.LIST, emails))
    p=plan_extensions(request=req, now=NOW); t1=time.process_time(); print("plan", t1-t, len(p.rows))
    c=find_completers(plan=p, now=NOW); t2=time.process_time(); print("completers", t2-t1, len(c))
    with django_capture_on_commit_callbacks(execute=False) as cbs:
        import cProfile,pstats
        pr=cProfile.Profile(); 
        b=grant_extensions(plan=p, key=uuid4(), reason="x", granted_by=make_user(), now=NOW)
    t3=time.process_time(); print("grant", t3-t2, b.completed_total)
    for cb in cbs: cb()
    print("after commit", time.process_time()-t3)
