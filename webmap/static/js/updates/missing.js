// Copies the list of reminders.
import { text } from "../texts.js";
import { toast } from "../toast.js";

for (const button of document.querySelectorAll("[data-copy-list]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const items = document.querySelectorAll(`#${button.dataset.copyList} li`);
    try {
      await navigator.clipboard.writeText([...items].map(item => item.textContent.trim()).join("\n"));
      toast(text("copiedList"));
    } catch {
      toast(text("copyFailed"));
    }
  });
}
