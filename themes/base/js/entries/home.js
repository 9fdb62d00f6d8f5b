import { watchClocks } from "../clocks.js";

watchClocks();
