import { Scorm12API } from "scorm-again/scorm12/min";
import { host, number } from "./host.js";

const SILENT = 5;

host("API", {
  events: ["LMSSetValue.cmi.*", "LMSCommit", "LMSFinish"],

  make(state) {
    const api = new Scorm12API({ autocommit: false, logLevel: SILENT });
    api.loadFromJSON({
      core: {
        student_id: state.learner,
        student_name: "",
        lesson_location: state.location,
        lesson_status: state.status || "not attempted",
        score: { raw: state.score_raw === null ? "" : String(state.score_raw) },
        entry: state.resumes ? "resume" : "ab-initio",
        total_time: asTime(state.total_s),
        credit: state.launch ? "credit" : "no-credit",
        lesson_mode: state.launch ? "normal" : "review",
      },
      suspend_data: state.suspend_data,
      launch_data: state.launch_data,
      student_data: { mastery_score: state.mastery === null ? "" : String(state.mastery) },
    });
    return api;
  },

  read: ({ cmi }) => ({
    status: cmi.core.lesson_status,
    success: "",
    score_raw: number(cmi.core.score.raw),
    score_scaled: null,
    location: cmi.core.lesson_location,
    suspend_data: cmi.suspend_data,
  }),
});

function asTime(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
