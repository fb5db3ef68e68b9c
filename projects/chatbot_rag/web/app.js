/** The page: questions go in; sentences with their sources come out. It uses the public API and nothing else. */

import { byId } from "../shared/dom.js";
import { setUpConversation } from "./conversation.js";
import { setUpIntake } from "./intake.js";
import { setUpLibrary, showDocuments } from "./library.js";
import { setUpPassage } from "./passage.js";
import { showSuggestions } from "./suggestions.js";

const { ask } = setUpConversation();
setUpPassage();
setUpLibrary();
setUpIntake({ onDone: showDocuments });
showDocuments().then((documents) => showSuggestions(documents, ask));
if (matchMedia("(pointer: fine)").matches) byId("question").focus({ preventScroll: true });
