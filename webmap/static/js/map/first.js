// Begins the map page: the server's picture is put in its place and painted before the live map is made.
import { readAddress } from "./address.js";
import { handedOver, painted, placePicture } from "./picture.js";
import { state } from "./state.js";

readAddress();
placePicture(state.view !== null);
const isPainted = painted();
await handedOver();
await import("./map.js");
await isPainted;
await import("./index.js");
