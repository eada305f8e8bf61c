// Starts what every page has: theme choice, search shortcut, copying links, and speaking up when a request fails.
import { startForms } from "./forms.js";
import { startRequests } from "./requests.js";
import { startSharing } from "./sharing.js";
import { startSignOut } from "./sign_out.js";
import { startTheme } from "./theme.js";

startTheme();
startForms();
startSharing();
startRequests();
startSignOut();
if (document.querySelector("[data-received]")) {
  import("./updates/received.js").then(({ forgetReceived }) => forgetReceived());
}
