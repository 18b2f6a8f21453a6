// What draws each step: called with the place for it, its data and the stage, it draws the picture and gives
// {beats: how often "next" shows more of it, show(beat, {still}): a promise that all has moved, remove()}.

import {again} from "./again.js";
import {guess} from "./guess.js";
import {hospitals} from "./hospitals.js";
import {people} from "./people.js";
import {rounds} from "./rounds.js";
import {scan} from "./scan.js";
import {server} from "./server.js";
import {turn} from "./turn.js";

export const STEPS = {hospitals, guess, scan, rounds, again, server, people, turn};
