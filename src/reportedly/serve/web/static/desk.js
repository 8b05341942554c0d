// What needs a script, and nothing that a page cannot be used without: the time of the last visit, and news of changes.
const KEY = "reportedly-visit";
const now = document.querySelector("#from-now");

if (now) {
  const last = document.querySelector("#last-visit");
  let seen = null;
  try {
    seen = localStorage.getItem(KEY);
    localStorage.setItem(KEY, now.dataset.now);
  } catch {
    // No storage is allowed: the link stays hidden.
  }
  if (seen) {
    const url = new URL(location.href);
    url.searchParams.set("since", seen);
    url.searchParams.delete("after");
    last.href = url.pathname + url.search;
    last.hidden = false;
  }
  let state = null;
  const events = new EventSource("/api/events");
  events.addEventListener("record", (event) => {
    const next = JSON.parse(event.data).state;
    if (state && next !== state && !document.querySelector("#news")) {
      const note = document.createElement("p");
      note.id = "news";
      note.className = "note";
      note.setAttribute("role", "status");
      const link = document.createElement("a");
      link.href = location.href;
      link.textContent = "The record has changed: load it again";
      note.append(link);
      document.querySelector(".since").after(note);
    }
    state = next;
  });
  addEventListener("pagehide", () => events.close());
}
