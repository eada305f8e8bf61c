// The colours of the map, taken from the design tokens so that light and dark follow the page.
import { colour } from "../theme.js";

const TOKENS = {
  canvas: "--canvas",
  surface: "--surface",
  ink: "--ink",
  ink2: "--ink-2",
  ink3: "--ink-3",
  line: "--line",
  line2: "--line-2",
  track: "--map-ring",
  accent: "--accent",
  accentSoft: "--accent-soft",
  focus: "--focus",
  late: "--overdue",
};

const TONES = {
  schedule: {
    early: "--early",
    on_time: "--on-time",
    on_track: "--on-track",
    at_risk: "--at-risk",
    late: "--late",
    overdue: "--overdue",
    suspended: "--suspended",
    unknown: "--unknown",
  },
  stage: {
    preparation: "--ink-3",
    implementation: "--info",
    completion: "--accent",
    unknown: "--unknown",
  },
};

const read = tokens =>
  Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, colour(token)]));

/** Every colour the map needs, as it is now. */
export function readPalette() {
  const theme = document.documentElement.dataset.theme;
  const isDark =
    theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const tones = { schedule: read(TONES.schedule), stage: read(TONES.stage) };
  return { ...read(TOKENS), tones, theme: isDark ? "dark" : "light" };
}
