// A name, smaller where it takes more than a line: names are anybody's, and may have sixty letters.

import {h} from "./dom.js";

const A_LINE = 26;

export const named = name => h("b", {class: name.length > A_LINE && "long"}, name);
