import { dropDraft, keepDraft } from "../draft.js";

const form = document.querySelector("form[data-draft]");
const filed = document.querySelector("[data-draft-filed]");
if (filed) dropDraft(filed.dataset.draftFiled);
if (form) keepDraft(form);
