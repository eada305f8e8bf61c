// Begins the map page: the server's picture is put in its place and painted before the live map is made.
import { readAddress } from "./address.js";
import { painted, placePicture } from "./picture.js";
import { state } from "./state.js";

readAddress();
placePicture(state.view !== null);
await painted();
await import("./index.js");
