import { Scorm2004API } from "scorm-again/scorm2004/min";
import { host, number } from "./host.js";

const SILENT = 5;

host("API_1484_11", {
  events: ["SetValue.cmi.*", "Commit", "Terminate"],

  make(state) {
    const api = new Scorm2004API({ autocommit: false, logLevel: SILENT });
    api.loadFromJSON({
      learner_id: state.learner,
      learner_name: "",
      location: state.location,
      completion_status: state.status || "unknown",
      success_status: state.success || "unknown",
      score: { raw: asText(state.score_raw), scaled: asText(state.score_scaled) },
      entry: state.resumes ? "resume" : "ab-initio",
      total_time: `PT${state.total_s}S`,
      credit: state.launch ? "credit" : "no-credit",
      mode: state.launch ? "normal" : "review",
      suspend_data: state.suspend_data,
      launch_data: state.launch_data,
      scaled_passing_score: asText(state.mastery),
    });
    return api;
  },

  read: ({ cmi }) => ({
    status: cmi.completion_status,
    success: cmi.success_status,
    score_raw: number(cmi.score.raw),
    score_scaled: number(cmi.score.scaled),
    location: cmi.location,
    suspend_data: cmi.suspend_data,
  }),
});

function asText(value) {
  return value === null ? "" : String(value);
}
