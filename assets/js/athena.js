// Everything here makes pages nicer to use; none of it is needed to use them.
import { copying } from "./copying.js";
import { crop } from "./crop.js";
import { dialogs } from "./dialogs.js";
import { forms } from "./forms.js";
import { live } from "./live.js";
import { mentions } from "./mentions.js";
import { menus } from "./menus.js";
import { place } from "./place.js";
import { shortcuts } from "./shortcuts.js";
import { sorting } from "./sorting.js";
import { toasts } from "./toasts.js";
import { toggles } from "./toggles.js";

toasts();
toggles();
dialogs();
menus();
copying();
mentions();
forms();
shortcuts();
sorting();
crop();
place();
live();
