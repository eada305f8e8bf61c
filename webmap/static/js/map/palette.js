// The colours of the map, taken from the design tokens so that light and dark follow the page.
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
  noData: "--no-data",
};

const STEPS = ["--s1", "--s2", "--s3", "--s4", "--s5"];

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

const flat = { ...TOKENS, ...TONES.schedule, ...TONES.stage, ...STEPS };

/** The present colour of each design token, read in one pass: a probe for each by itself would style the page 25 times. */
function readTokens() {
  const names = [...new Set(Object.values(flat))];
  const holder = document.createElement("div");
  holder.hidden = true;
  holder.append(...names.map(() => document.createElement("i")));
  for (const [index, probe] of [...holder.children].entries()) probe.style.color = `var(${names[index]})`;
  document.body.append(holder);
  const colours = new Map(
    [...holder.children].map((probe, index) => [names[index], getComputedStyle(probe).color]),
  );
  holder.remove();
  return colours;
}

/** Every colour the map needs, as it is now. */
export function readPalette() {
  const colours = readTokens();
  const pick = tokens =>
    Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, colours.get(token)]));
  const theme = document.documentElement.dataset.theme;
  const isDark =
    theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const tones = { schedule: pick(TONES.schedule), stage: pick(TONES.stage) };
  const steps = STEPS.map(token => colours.get(token));
  return { ...pick(TOKENS), tones, steps, theme: isDark ? "dark" : "light" };
}
