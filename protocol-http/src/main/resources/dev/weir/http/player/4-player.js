// One player on a page: asks what there is, plays it, goes on to the next way when one fails.

const STALL_SECONDS = 10; // without progress, a combination has failed
const PATIENT_SECONDS = 30; // so long after it has worked, if the player waits for encoders
const SETTLED_SECONDS = 5; // of progress, and it has worked
const INFO_TIMEOUT_MILLIS = 25000; // the server waits a while for a stream that it starts

class MistPlayer {
  constructor(stream, given) {
    this.stream = stream;
    this.options = { autoplay: true, controls: true, reloadDelay: 10, ...options, ...given };
    this.target = this.options.target;
    this.base = baseOf(this.options.host);
    this.logs = [];
    this.timers = new Set();
    this.retries = 0; // since something has played for a while
    this.attempt = 0; // counts combinations begun, so that late news of old ones is ignored
    this.end = null; // ends the current combination
    this.video = null;
    this.info = null;
    this.pairs = [];
    this.pair = -1;
    this.api = makeApi(this);
    if (this.options.MistVideoObject) this.options.MistVideoObject.reference = this;
  }

  // ---- what a page may call ----

  /** Asks the server anew and begins with the best combination. */
  async reload() {
    this.clear();
    const attempt = ++this.attempt;
    this.show("Loading…");
    let info;
    try {
      info = this.options.streaminfo || (await this.fetchInfo());
    } catch (error) {
      info = { error: "The server cannot be reached", cause: error.message };
    }
    if (attempt !== this.attempt) return;
    this.info = info;
    this.options.streaminfo = null; // a retry asks what there is by then
    this.emit("haveStreamInfo", info);
    if (info.error) {
      this.log(info.error + (info.cause ? ": " + info.cause : ""));
      this.giveUp(info.on_error || info.error);
      return;
    }
    this.pairs = combinations(info, this.options);
    this.begin(startIndex(this.pairs, this.options.startCombo));
  }

  /** Leaves the current way of playing for the next one. */
  nextCombo() {
    this.begin(this.pair + 1);
  }

  /** Ends playing and empties the target. */
  unload() {
    this.attempt++;
    this.clear();
    this.target.replaceChildren();
    this.target.classList.remove("mistvideo-player");
  }

  // ---- combinations ----

  async begin(index) {
    this.clear();
    const attempt = ++this.attempt;
    this.pair = index;
    const pair = this.pairs[index];
    if (!pair) {
      this.emit("initializeFailed");
      this.giveUp(
        this.pairs.length ? "This stream does not play here" : "This browser cannot play the stream"
      );
      return;
    }
    this.log("trying " + pair.source.type + " with " + pair.player.name);
    this.emit("comboChosen", { source: pair.source, player: pair.player.key });
    this.show("Loading…");
    this.video = this.makeVideo();
    const fail = (reason) => attempt === this.attempt && this.failed(reason);
    try {
      const end = await pair.player.build({
        video: this.video,
        url: this.urlOf(pair.source),
        base: this.base,
        source: pair.source,
        info: this.info,
        options: this.options,
        fail,
      });
      if (attempt !== this.attempt) {
        end();
        return;
      }
      this.end = end;
    } catch (error) {
      fail(error.message);
      return;
    }
    this.watch(fail, pair.player);
    if (this.options.autoplay) this.startPlaying(attempt);
    else this.ready();
  }

  /** Plays with sound if the browser lets us, else silently with a button for the sound. */
  async startPlaying(attempt) {
    const video = this.video;
    try {
      await video.play();
    } catch (error) {
      if (attempt !== this.attempt || error.name !== "NotAllowedError") return;
      video.muted = true;
      this.offerSound();
      try {
        await video.play();
      } catch (_) {
        this.ready(); // the viewer will have to press play
      }
    }
  }

  /** Notices the first picture, and when nothing moves any more. */
  watch(fail, player) {
    const video = this.video;
    let last = video.currentTime;
    let still = 0;
    this.settled = 0;
    const moving = () => {
      if (!this.isReady) this.ready();
    };
    video.addEventListener("playing", moving);
    // It may come back.
    video.addEventListener("ended", () => this.info.type === "live" && fail("the stream has ended"));
    this.every(1000, () => {
      const waits = video.paused && this.isReady; // the viewer's wish
      if (video.currentTime !== last) {
        this.settled += Math.max(0, Math.min(2, video.currentTime - last));
        if (this.settled >= SETTLED_SECONDS) this.retries = 0;
        last = video.currentTime;
        still = 0;
        moving();
      } else if (!waits && !document.hidden) {
        const limit = this.settled > 0 && player.waitsForEncoders ? PATIENT_SECONDS : STALL_SECONDS;
        if (++still >= limit) fail("no progress in " + limit + " s");
      }
    });
  }

  ready() {
    if (this.isReady) return;
    this.isReady = true;
    this.show(null);
    this.emit("initialized");
    if (this.options.callback) this.options.callback(this);
  }

  failed(reason) {
    this.log(reason);
    this.emit("error", reason);
    // What has played for a while and stops is more likely over than unplayable.
    if (this.settled >= SETTLED_SECONDS) this.reload();
    else this.nextCombo();
  }

  // ---- the server ----

  async fetchInfo() {
    const url = this.base + "json_" + encodeURIComponent(this.stream) + ".js";
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), INFO_TIMEOUT_MILLIS);
    try {
      const answer = await fetch(withVariables(url, this.options.urlappend), {
        signal: abort.signal,
        cache: "no-store",
      });
      if (!answer.ok) throw new Error("status " + answer.status);
      return await answer.json();
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Where a source is. The server's own idea of its address counts when an operator has set it;
   * otherwise the address this page reached it by is the better one.
   */
  urlOf(source) {
    let url = source.url;
    if (!this.info.pubaddr && /^(http|ws)s?:/.test(url) && source.relurl !== undefined) {
      url = new URL(source.relurl, new URL(this.base, location.href)).href;
      if (source.url.startsWith("ws")) url = url.replace(/^http/, "ws");
    }
    const tracks = Object.entries(this.options.setTracks || {})
      .map(([type, id]) => encodeURIComponent(type) + "=" + encodeURIComponent(id))
      .join("&");
    return withVariables(withVariables(url, this.options.urlappend), tracks);
  }

  // ---- the page ----

  makeVideo() {
    const given = this.options;
    const video = element("video");
    video.playsInline = true;
    video.controls = Boolean(given.controls);
    video.loop = Boolean(given.loop) && this.info.type !== "live";
    video.muted = Boolean(given.muted);
    if (given.poster) video.poster = given.poster;
    video.setAttribute("aria-label", this.stream);
    this.target.replaceChildren(video);
    return video;
  }

  /** Takes the page's size where it gives one, the stream's shape where it does not. */
  shape() {
    this.target.classList.add("mistvideo-player");
    const { width, height, maxwidth, maxheight, fillSpace } = this.options;
    const style = this.target.style;
    const pixels = (value) => (typeof value === "number" ? value + "px" : value || "");
    const shape = this.info?.width && this.info?.height ? this.info : { width: 16, height: 9 };
    style.width = pixels(width);
    style.height = pixels(height) || (fillSpace ? "100%" : "");
    style.maxWidth = pixels(maxwidth);
    style.maxHeight = pixels(maxheight);
    style.aspectRatio = style.height ? "" : shape.width + " / " + shape.height;
  }

  /** Puts a message over the picture; null takes it away. */
  show(message, ...more) {
    this.overlay?.remove();
    this.overlay = null;
    if (message === null) return;
    this.shape();
    this.overlay = element("div", "mistvideo-message");
    this.overlay.setAttribute("role", "status");
    this.overlay.append(element("p", "", message), ...more);
    this.target.append(this.overlay);
  }

  /** Says why nothing plays, and tries again by itself. */
  giveUp(message) {
    this.clear();
    this.emit("error", message);
    this.target.replaceChildren();
    const button = element("button", "mistvideo-reload", "Reload");
    button.type = "button";
    button.onclick = () => this.reload();
    this.show(message, button);
    // Soon at first, as servers start again within seconds; not all viewers at once.
    const seconds = Math.min(this.options.reloadDelay, 2 ** this.retries++);
    this.after(seconds * 1000 * (0.75 + Math.random() / 2), () => this.reload());
  }

  offerSound() {
    const video = this.video;
    const button = element("button", "mistvideo-unmute", "Turn sound on");
    button.type = "button";
    const update = () => video.muted || button.remove();
    button.onclick = () => {
      video.muted = false;
      update();
    };
    video.addEventListener("volumechange", update);
    this.target.append(button);
  }

  emit(name, detail) {
    this.target.dispatchEvent(new CustomEvent(name, { detail }));
  }

  log(message) {
    this.logs.push({ time: new Date(), message });
    if (this.logs.length > 100) this.logs.shift();
    this.emit("log", message);
  }

  // ---- time ----

  every(millis, action) {
    this.timers.add(setInterval(action, millis));
  }

  after(millis, action) {
    this.timers.add(setTimeout(action, millis));
  }

  /** Ends what is going on; what is shown stays. */
  clear() {
    this.timers.forEach((timer) => clearTimeout(timer)); // which clears intervals, too
    this.timers.clear();
    this.isReady = false;
    this.settled = 0;
    const end = this.end;
    this.end = null;
    if (end) end();
    this.video?.remove();
    this.video = null;
    this.target.querySelector(".mistvideo-unmute")?.remove();
  }
}

/** What pages hold on to: the same whatever plays underneath. */
function makeApi(player) {
  const property = (name, fallback) => ({
    get: () => (player.video ? player.video[name] : fallback),
    set: (value) => player.video && (player.video[name] = value),
    enumerable: true,
  });
  return Object.defineProperties(
    {
      play: () => (player.video ? player.video.play() : Promise.resolve()),
      pause: () => player.video && player.video.pause(),
      unload: () => player.unload(),
      reload: () => player.reload(),
      nextCombo: () => player.nextCombo(),
      setTracks: (tracks) => {
        player.options.setTracks = { ...player.options.setTracks, ...tracks };
        player.begin(player.pair);
      },
    },
    {
      muted: property("muted", false),
      volume: property("volume", 1),
      currentTime: property("currentTime", 0),
      loop: property("loop", false),
      duration: { get: () => (player.video ? player.video.duration : NaN) },
      paused: { get: () => (player.video ? player.video.paused : true) },
      ended: { get: () => Boolean(player.video && player.video.ended) },
      videoElement: { get: () => player.video },
    }
  );
}

const playing = new WeakMap(); // target → its player

/** Plays a stream in options.target, a DOM element; whatever played there before ends. */
window.mistPlay = function mistPlay(stream, given) {
  const player = new MistPlayer(String(stream), given || {});
  if (!player.target) throw new Error("mistPlay needs a target element");
  playing.get(player.target)?.unload();
  playing.set(player.target, player);
  loadStyle(player.base + "skins/default.css");
  player.reload();
  return player;
};
