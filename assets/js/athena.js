// Everything here makes pages nicer to use; none of it is needed to use them.
import { crop } from "./crop.js";
import { dialogs } from "./dialogs.js";
import { drafts } from "./drafts.js";
import { forms } from "./forms.js";
import { lightbox } from "./lightbox.js";
import { live } from "./live.js";
import { menus } from "./menus.js";
import { shortcuts } from "./shortcuts.js";
import { sorting } from "./sorting.js";
import { toasts } from "./toasts.js";
import { toggles } from "./toggles.js";

toasts();
toggles();
dialogs();
menus();
drafts();
forms();
shortcuts();
sorting();
crop();
lightbox();
live();
