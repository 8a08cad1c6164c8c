// Times in the reader's own zone, where that is not the site's: beside times that are said, and beside fields while one types.
{
  const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const language = document.documentElement.lang || undefined;

  const partsOf = (at, zone) => Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, hourCycle: "h23",
      year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
    }).formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  );

  // The minutes by which clocks of `zone` are ahead of UTC at an instant.
  const offsetOf = (at, zone) => {
    const { year, month, day, hour, minute, second } = partsOf(at, zone);
    return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - at) / 60000);
  };

  // The instant that clocks of `zone` show as `local` (milliseconds as if it were UTC); null where there is none, or are two.
  const instantOf = (local, zone) => {
    const hour = 3600000;
    const offsets = new Set([-26, 0, 26].map((hours) => offsetOf(local + hours * hour, zone)));
    const found = [...offsets].map((minutes) => local - minutes * 60000).filter(
      (at) => at + offsetOf(at, zone) * 60000 === local,
    );
    return found.length === 1 ? found[0] : null;
  };

  const say = (text, at, siteOffset) => {
    const ownOffset = offsetOf(at, ownZone);
    const days = [siteOffset, ownOffset].map((minutes) => new Date(at + minutes * 60000).getUTCDate());
    const form = days[0] === days[1] ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
    return text
      .replace("{time}", new Intl.DateTimeFormat(language, form).format(at))
      .replace("{zone}", ownZone.replaceAll("_", " "));
  };

  document.querySelectorAll("time[data-own-time]").forEach((moment) => {
    const at = Date.parse(moment.dateTime);
    const siteOffset = Number(moment.dataset.offset);
    if (Number.isNaN(at) || siteOffset === offsetOf(at, ownZone)) return;
    moment.after(` · ${say(moment.dataset.ownTime, at, siteOffset)}`);
  });

  const show = (input) => {
    const hint = input.closest(".local-time").querySelector("[data-own-zone]");
    const zone = input.dataset.zone;
    const typed = Date.parse(`${input.value}Z`);
    const at = Number.isNaN(typed) ? null : instantOf(typed, zone);
    const differs = at !== null && offsetOf(at, zone) !== offsetOf(at, ownZone);
    hint.textContent = differs ? ` ${say(hint.dataset.ownZone, at, offsetOf(at, zone))}` : "";
    hint.hidden = !differs;
  };

  document.querySelectorAll("input[data-zone]").forEach(show);
  // Also for fields of rows that are added later.
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("input[data-zone]")) show(event.target);
  });
}
