// On every page of the personal area: sends what an earlier page could not. The page of a recording does so itself.
import { readConfig } from "../evidence/config.js";
import { Leftovers } from "../evidence/leftovers.js";
import { Outbox } from "../evidence/outbox.js";
import { signInOf } from "../evidence/sign-in.js";

const signIn = signInOf();
if (signIn !== null && readConfig()?.kind !== "recorded") new Leftovers(new Outbox(signIn)).deliver();
