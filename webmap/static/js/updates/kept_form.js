// A page whose form is kept on this device until the server has it.
import { startKeeping } from "./keeping.js";

startKeeping();
