import { watchLook } from "../look.js";
import { watchMenus } from "../menus.js";

watchLook();
watchMenus();
