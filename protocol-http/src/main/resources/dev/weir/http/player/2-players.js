// The ways to play: each knows its source types, whether this browser can, and how to begin.
//
// One that waits for encoders goes on by itself when the stream has been away for a while.
// build() gets {video, url, base, source, info, options, fail} and returns what ends it.

const HLS_TYPES = [
  "html5/application/vnd.apple.mpegurl",
  "html5/application/vnd.apple.mpegurl;version=7",
];
const FLV_TYPES = ["flash/7", "ws/flash/7", "html5/video/mpeg", "ws/video/mpeg"];

const IS_APPLE = /^Apple/.test(navigator.vendor || "");

function mediaSource() {
  return window.ManagedMediaSource || window.MediaSource;
}

/** Whether Media Source Extensions decode a track. */
function mseDecodes(track) {
  const source = mediaSource();
  if (!source || !track.codecstring) return false;
  if (track.codec === "MP3" && source.isTypeSupported("audio/mpeg")) return true;
  return source.isTypeSupported(track.type + '/mp4; codecs="' + track.codecstring + '"');
}

const FAR_SECONDS = 6; // from the live edge: nobody is there who did not go there himself

/**
 * Goes back to the live edge when playback has fallen far behind, as catching up would take
 * minutes; not if the viewer went back himself.
 */
function holdLiveEdge(video, hls) {
  // Who is farther than that, hls.js does not catch up with.
  const reach = () => hls.targetLatency + (hls.latestLevelDetails?.targetduration ?? FAR_SECONDS);
  // Not hls.latency: while the viewer seeks, it still tells of where he was.
  const isFar = () =>
    hls.liveSyncPosition - video.currentTime > Math.min(FAR_SECONDS, reach());
  let live = true;
  let own = false;
  let shown = 0;
  const onTime = () => {
    if (!video.seeking) shown = video.currentTime;
  };
  // hls.js itself only jumps forward, over gaps and stalls: who goes back is the viewer.
  const onSeeking = () => {
    live = own || !isFar() || (live && video.currentTime >= shown);
    own = false;
  };
  video.addEventListener("timeupdate", onTime);
  video.addEventListener("seeking", onSeeking);
  const timer = setInterval(() => {
    if (!live || video.paused || !isFar()) return;
    own = true;
    video.currentTime = hls.liveSyncPosition;
  }, 1000);
  return () => {
    clearInterval(timer);
    video.removeEventListener("timeupdate", onTime);
    video.removeEventListener("seeking", onSeeking);
  };
}

const STALL_COST_SECONDS = 0.25; // a stall may cost a little of the latency, not a second
const STEADY_SECONDS = 20;

/**
 * Comes closer to the live edge again, step by step, when nothing has stalled for a while: hls.js
 * itself goes farther away with each stall, and stays there.
 */
function returnToLiveEdge(hls) {
  let steady = 0;
  hls.on(window.Hls.Events.ERROR, (_, error) => {
    if (error.details === window.Hls.ErrorDetails.BUFFER_STALLED_ERROR) steady = 0;
  });
  const tick = () => {
    const least = hls.latestLevelDetails?.partHoldBack;
    const target = hls.targetLatency;
    if (!least || !target) return;
    const nearer = ++steady < STEADY_SECONDS ? target : target - STALL_COST_SECONDS;
    if (nearer !== target) steady = 0;
    if (Math.max(least, nearer) !== target) hls.targetLatency = Math.max(least, nearer);
  };
  const timer = setInterval(tick, 1000);
  return () => clearInterval(timer);
}

const SOUND_CODECS = /^(mp4a|opus|ac-3|ec-3|flac)/i;
const TEXT_CODECS = /^(wvtt|stpp)/i;
const KINDS_ASKED = 5; // how often after a discontinuity, as playlists know it before segments end

/**
 * Begins again when there is sound where there was none, or none any more, and likewise for
 * pictures. hls.js plays what the multivariant playlist named when it began, and waits for ever for
 * what has stopped.
 */
function watchKinds(hls, url, fail) {
  const { MANIFEST_PARSED, LEVEL_UPDATED } = window.Hls.Events;
  let before = null;
  let newest = null; // discontinuity
  let asks = 0;
  const kinds = (codecs) =>
    [
      codecs.some((codec) => SOUND_CODECS.test(codec)),
      codecs.some((codec) => !SOUND_CODECS.test(codec) && !TEXT_CODECS.test(codec)),
    ].join();
  const kindsNow = async () => {
    const address = new URL(url, location.href);
    address.search = new URL(hls.levels[0].uri, address).search; // has the token of this session
    const answer = await fetch(address, { cache: "no-store" });
    const variants = (await answer.text()).match(/^#EXT-X-STREAM-INF:.*/gm) || [];
    return answer.ok && variants.length
      ? kinds(variants.flatMap((line) => (/[:,]CODECS="([^"]*)"/.exec(line)?.[1] || "").split(",")))
      : before;
  };
  hls.on(MANIFEST_PARSED, () => {
    before = kinds(hls.levels.flatMap((level) => (level.attrs.CODECS || "").split(",")));
  });
  hls.on(LEVEL_UPDATED, async (_, { details }) => {
    if (newest !== null && details.endCC > newest) asks = KINDS_ASKED;
    newest = details.endCC;
    if (!asks || !before) return;
    asks--;
    try {
      if ((await kindsNow()) !== before) fail("pictures or sound have come or gone");
    } catch {
      // The server cannot be reached, which hls.js sees itself.
    }
  });
}

const STUCK_SECONDS = 2;
const LOADING_SECONDS = 10; // for what a viewer has sought, which is no gap as long as it may come

/**
 * Goes on behind the gap that an encoder has left that was away. dash.js skips gaps, but not once
 * it has sought to the very end of what there was: then it may not even load what comes. So this
 * goes to the next thing that is there, or to the live edge, again until something plays.
 */
function skipGaps(video, liveDelay) {
  let last = NaN;
  let still = 0;
  let lost = false;
  const tick = () => {
    const { buffered, currentTime, paused, seekable, seeking } = video;
    still = currentTime === last && !paused ? still + 1 : 0;
    last = currentTime;
    lost = lost && still > 0;
    const ranges = [...Array(buffered.length).keys()];
    const played = ranges.some((i) => Math.abs(buffered.end(i) - currentTime) < 0.2);
    if (still < (played || lost ? STUCK_SECONDS : LOADING_SECONDS)) return;
    if (ranges.some((i) => buffered.start(i) <= currentTime && currentTime < buffered.end(i) - 0.2)) return;
    const next = ranges.find((i) => buffered.start(i) > currentTime);
    const edge = seekable.length ? seekable.end(seekable.length - 1) : 0;
    if (next !== undefined) {
      video.currentTime = buffered.start(next) + 0.01;
    } else if ((lost || (seeking && played)) && edge - currentTime > FAR_SECONDS) {
      video.currentTime = edge - liveDelay();
      last = video.currentTime; // no progress
      lost = true;
    }
  };
  const timer = setInterval(tick, 1000);
  return () => clearInterval(timer);
}

const LOOKS_MILLIS = 200;
const PART_SECONDS = 0.5; // the longest

/** Where the last segment ends that a manifest names, if it names the times of segments. */
function listedUntil({ Period: periods }) {
  const { start, AdaptationSet: sets } = periods.at(-1);
  const template = sets?.[0].Representation[0].SegmentTemplate;
  const last = template?.SegmentTimeline?.S.at(-1);
  if (!last) return NaN;
  const ticks = last.t + last.d * ((last.r ?? 0) + 1) - template.presentationTimeOffset;
  return start + ticks / template.timescale;
}

/**
 * Has dash.js ask for the manifest when the first part of the next segment is late, as it may not
 * know of that yet. By itself it asks once a second, whatever the manifest says. That and a part
 * are nearly all of the distance to the live edge, so that it stalled if anything else took long.
 */
function lookForSegments(video, player, newest) {
  const tick = () => {
    const { buffered, currentTime, paused, readyState } = video;
    if (paused || readyState < video.HAVE_FUTURE_DATA || !player.getLowLatencyModeEnabled()) return;
    if (!buffered.length) return; // readyState follows a little later
    const end = buffered.end(buffered.length - 1);
    const isLate = end - currentTime < player.getTargetLiveDelay() - PART_SECONDS;
    if (isLate && listedUntil(newest()) - end < PART_SECONDS) player.refreshManifest();
  };
  const timer = setInterval(tick, LOOKS_MILLIS);
  return () => clearInterval(timer);
}

window.mistplayers = {
  html5: {
    name: "the browser itself",
    types: HLS_TYPES.concat(
      ["video/mp4", "video/webm", "video/ogg", "audio/mp3", "audio/ogg", "audio/wav"].map(
        (type) => "html5/" + type
      )
    ),
    /** How well a track plays: 0 not, 1 well; a little less where others do it better. */
    plays(track, source) {
      const mime = source.type.slice("html5/".length).replace(/;version=7$/, "");
      const codecs = track.codecstring ? '; codecs="' + track.codecstring + '"' : "";
      if (!document.createElement("video").canPlayType(mime + codecs)) return 0;
      return HLS_TYPES.includes(source.type) && !IS_APPLE ? 0.9 : 1;
    },
    build({ video, url, fail }) {
      const onError = () => fail(video.error ? video.error.message || "cannot play" : "cannot play");
      video.addEventListener("error", onError);
      video.src = url;
      return () => {
        video.removeEventListener("error", onError);
        video.removeAttribute("src");
        video.load();
      };
    },
  },

  hlsjs: {
    name: "hls.js",
    types: HLS_TYPES,
    waitsForEncoders: true,
    plays: (track) => (mseDecodes(track) ? 1 : 0),
    async build({ video, url, base, options, fail }) {
      await loadScript(base + "hlsjs.js");
      const hls = new window.Hls({
        lowLatencyMode: true,
        liveSyncOnStallIncrease: STALL_COST_SECONDS,
        maxLiveSyncPlaybackRate: options.liveCatchup === false ? 1 : 1.1,
        errorPenaltyExpireMs: 20000, // then a quality that failed may be chosen again
      });
      let recovered = false;
      hls.on(window.Hls.Events.ERROR, (_, error) => {
        if (!error.fatal) return;
        if (error.type === window.Hls.ErrorTypes.MEDIA_ERROR && !recovered) {
          recovered = true;
          hls.recoverMediaError();
        } else {
          fail(error.details);
        }
      });
      watchKinds(hls, url, fail);
      hls.loadSource(url);
      hls.attachMedia(video);
      video.liveLatency = () => hls.latency;
      const releases = [holdLiveEdge(video, hls), returnToLiveEdge(hls)];
      return () => {
        releases.forEach((release) => release());
        hls.destroy();
      };
    },
  },

  dashjs: {
    name: "dash.js",
    types: ["dash/video/mp4"],
    waitsForEncoders: true,
    plays: (track) => (mseDecodes(track) ? 1 : 0),
    async build({ video, url, base, info, options, fail }) {
      await loadScript(base + "dashjs.js");
      const player = window.dashjs.MediaPlayer().create();
      player.updateSettings({
        debug: { logLevel: 0 },
        streaming: {
          liveCatchup: { enabled: options.liveCatchup !== false },
          // How far behind the live edge: the manifest says so.
          applyServiceDescription: true,
          gaps: { jumpGaps: true, smallGapLimit: 1.5 },
        },
      });
      player.on(window.dashjs.MediaPlayer.events.ERROR, ({ error }) => {
        fail((error && error.message) || "cannot play");
      });
      // It may stop the video shortly before its end, which the video then does not tell of.
      player.on(window.dashjs.MediaPlayer.events.PLAYBACK_ENDED, ({ isLast }) => {
        if (isLast && info.type === "live") fail("the stream has ended");
      });
      let newest = null; // manifest
      player.on("manifestUpdated", ({ manifest }) => (newest = manifest));
      player.initialize(video, url, false);
      video.liveLatency = () => player.getCurrentLiveLatency();
      // It refreshes its manifest only if it hears the video start to play.
      await new Promise((resolve) => {
        const events = window.dashjs.MediaPlayer.events;
        for (const event of [events.STREAM_INITIALIZED, events.ERROR]) player.on(event, resolve);
      });
      const catchUp = (wanted) => {
        const enabled = options.liveCatchup !== false && wanted;
        player.updateSettings({ streaming: { liveCatchup: { enabled } } });
      };
      // Catching up ends in a jump to the live edge, also for a viewer who went back himself, and
      // again and again behind the end of a stream, where there is nothing to catch up with.
      let over = false;
      const onSeeking = () => {
        const { seekable } = video;
        const isFar = seekable.length && seekable.end(0) - video.currentTime > FAR_SECONDS;
        catchUp(!over && !isFar);
      };
      // Where a period has sound, or pictures, and the one that is played has not, or no more, it
      // does not go on.
      let timer;
      const kindsOf = (period) =>
        (period.AdaptationSet || [])
          .map((set) => set.contentType)
          .filter((kind) => kind !== "text")
          .sort()
          .join();
      const compareKinds = ({ Period: periods }) => {
        const stream = player.getActiveStream();
        const playing = stream && periods.find(({ id }) => id === stream.getStreamInfo().id);
        if (!timer && playing && kindsOf(playing) !== kindsOf(periods.at(-1))) {
          // Not before one who begins again does so within the new period.
          const seconds = player.getTargetLiveDelay() + 1;
          timer = setTimeout(() => fail("pictures or sound have come or gone"), seconds * 1000);
        }
      };
      if (newest) compareKinds(newest); // He may begin in a period that is over.
      player.on("manifestUpdated", ({ manifest }) => {
        compareKinds(manifest);
        const isOver = !manifest.minimumUpdatePeriod;
        if (isOver !== over) catchUp(!isOver);
        over = isOver;
      });
      video.addEventListener("seeking", onSeeking);
      const releases = [
        skipGaps(video, () => player.getTargetLiveDelay()),
        lookForSegments(video, player, () => newest),
      ];
      return () => {
        releases.forEach((release) => release());
        clearTimeout(timer);
        video.removeEventListener("seeking", onSeeking);
        player.destroy();
      };
    },
  },

  flv: {
    name: "mpegts.js",
    types: FLV_TYPES,
    plays: (track) => (mseDecodes(track) ? 1 : 0),
    async build({ video, url, base, source, info, options, fail }) {
      await loadScript(base + "mpegts.js");
      const mpegts = window.mpegts;
      mpegts.LoggingControl.enableAll = false;
      const player = mpegts.createPlayer(
        { type: source.type.endsWith("mpeg") ? "mpegts" : "flv", isLive: info.type === "live", url },
        {
          enableStashBuffer: false,
          liveSync: options.liveCatchup !== false,
          liveSyncMaxLatency: 3,
          liveSyncTargetLatency: 1,
          liveSyncPlaybackRate: 1.1,
        }
      );
      player.on(mpegts.Events.ERROR, (kind, detail, more) => {
        fail([kind, detail, more && more.msg].filter(Boolean).join(": "));
      });
      player.on(mpegts.Events.LOADING_COMPLETE, () => fail("the stream has ended"));
      player.attachMediaElement(video);
      player.load();
      return () => player.destroy();
    },
  },

  mews: {
    name: "a WebSocket",
    types: ["ws/video/mp4", "ws/video/webm"],
    plays(track, source) {
      const sink = mediaSource();
      const mime = source.type.slice("ws/video/".length);
      if (!sink || !track.codecstring || !["video", "audio"].includes(track.type)) return 0;
      return sink.isTypeSupported(track.type + "/" + mime + '; codecs="' + track.codecstring + '"')
        ? 1
        : 0;
    },
    build: (context) => new SocketPlayback(context).open(),
  },
};

const KEPT_SECONDS = 30; // of what was played, for a short way back
const LIVE_DISTANCE_SECONDS = 0.6; // between what is newest and what is shown
const LIVE_LIMIT_SECONDS = 6; // farther behind, a live stream jumps

/** Plays what comes over a WebSocket through Media Source Extensions, and says where to play. */
class SocketPlayback {
  constructor({ video, url, source, info, options, fail }) {
    Object.assign(this, { video, url, info, options, fail });
    this.container = source.type.slice("ws/".length);
    this.live = info.type === "live";
    this.queue = []; // binary messages that wait for the buffer
    this.stale = 0; // seeks that the server has not answered: until then, what comes is old
    this.begun = false;
    this.buffer = null;
    this.ended = false;
    this.off = new AbortController();
  }

  async open() {
    const sink = mediaSource();
    this.media = new sink();
    if (window.ManagedMediaSource && sink === window.ManagedMediaSource) {
      this.video.disableRemotePlayback = true;
    }
    this.address = URL.createObjectURL(this.media);
    const opened = new Promise((done) =>
      this.media.addEventListener("sourceopen", done, { once: true })
    );
    this.video.src = this.address;
    await opened;
    this.connect();
    const on = (name, action) =>
      this.video.addEventListener(name, action, { signal: this.off.signal });
    on("seeking", () => this.seek());
    on("pause", () => this.begun && !this.video.ended && this.say({ type: "hold" }));
    on("play", () => this.begun && this.play());
    on("ratechange", () => this.live || this.speed());
    on("error", () => this.fail(this.video.error ? this.video.error.message : "cannot play"));
    this.timer = setInterval(() => this.tidy(), 500);
    return () => this.close();
  }

  connect() {
    this.socket = new WebSocket(this.url);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => {
      const tracks = Object.values((this.info.meta && this.info.meta.tracks) || {});
      const playable = tracks.filter((track) =>
        window.mistplayers.mews.plays(track, { type: "ws/" + this.container })
      );
      this.say({
        type: "request_codec_data",
        supported_codecs: playable.map((track) => track.codecstring),
      });
    };
    this.socket.onmessage = ({ data }) =>
      typeof data === "string" ? this.hear(JSON.parse(data)) : this.take(data);
    this.socket.onclose = () => this.ended || this.fail("the server has ended the stream");
  }

  say(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  hear({ type, data, message }) {
    if (type === "codec_data") {
      this.stale = 0;
      this.use(data.codecs);
      if (!this.begun) {
        this.begun = true;
        this.say({ type: "play" });
      }
    } else if (type === "seek") {
      this.stale = Math.max(0, this.stale - 1);
    } else if (type === "on_stop") {
      this.stopped = true;
      this.feed();
    } else if (type === "error") {
      this.fail(message);
    }
  }

  /** Makes the buffer for these codecs, or has it take them from now on. */
  use(codecs) {
    const mime = this.container + '; codecs="' + codecs.join(",") + '"';
    this.queue = [];
    try {
      if (this.buffer) {
        this.buffer.changeType(mime);
        return;
      }
      this.buffer = this.media.addSourceBuffer(mime);
    } catch (error) {
      this.fail(error.message);
      return;
    }
    this.buffer.addEventListener("updateend", () => this.feed());
    if (!this.live) {
      const ends = Object.values(this.info.meta.tracks).map((track) => track.lastms || 0);
      this.media.duration = Math.max(...ends) / 1000;
    }
  }

  take(bytes) {
    if (this.stale > 0) return;
    this.stopped = false;
    this.queue.push(bytes);
    this.feed();
  }

  feed() {
    if (!this.buffer || this.buffer.updating || this.media.readyState === "closed") return;
    this.settle();
    if (!this.queue.length) {
      if (this.stopped && this.media.readyState === "open") this.media.endOfStream();
      return;
    }
    try {
      this.buffer.appendBuffer(this.queue[0]);
      this.queue.shift();
    } catch (error) {
      if (error.name === "QuotaExceededError") this.forget(5);
      else this.fail(error.message);
    }
  }

  /** Shows what there is: a live stream starts where its media does. */
  settle() {
    const { buffered } = this.video;
    if (!buffered.length || this.video.seeking) return;
    const end = buffered.end(buffered.length - 1);
    const start = buffered.start(buffered.length - 1);
    if (this.live && (this.video.currentTime < start || end - this.video.currentTime > LIVE_LIMIT_SECONDS)) {
      this.ours = Math.max(start, end - LIVE_DISTANCE_SECONDS);
      this.video.currentTime = this.ours;
    }
  }

  /** What is played long ago goes; a live stream that has fallen behind plays a little faster. */
  tidy() {
    const { buffered, currentTime } = this.video;
    if (!buffered.length || !this.buffer || this.buffer.updating) return;
    if (currentTime - buffered.start(0) > 2 * KEPT_SECONDS) this.forget(KEPT_SECONDS);
    if (this.live && this.options.liveCatchup !== false && !this.video.paused) {
      const behind = buffered.end(buffered.length - 1) - currentTime;
      this.video.playbackRate = behind > 2 * LIVE_DISTANCE_SECONDS ? 1.1 : 1;
    }
  }

  forget(seconds) {
    const end = this.video.currentTime - seconds;
    const { buffered } = this.video;
    if (buffered.length && end > buffered.start(0)) this.buffer.remove(buffered.start(0), end);
  }

  /** The viewer goes somewhere else: within what is here, or wherever the server has it. */
  seek() {
    const to = this.video.currentTime;
    if (this.ours === to) {
      this.ours = undefined; // it was us
      return;
    }
    for (let i = 0; i < this.video.buffered.length; i++) {
      const nearEnd = this.video.buffered.end(i) - 0.1;
      if (this.video.buffered.start(i) <= to && to < nearEnd) return;
    }
    this.queue = [];
    this.stale++;
    this.say({ type: "seek", seek_time: Math.round(to * 1000) });
  }

  play() {
    this.say(this.live ? { type: "play", seek_time: "live" } : { type: "play" });
    if (this.live) this.stale++;
  }

  speed() {
    this.say({ type: "set_speed", play_rate: this.video.playbackRate });
  }

  close() {
    this.ended = true;
    this.off.abort();
    clearInterval(this.timer);
    this.socket.close();
    this.video.removeAttribute("src");
    this.video.load();
    URL.revokeObjectURL(this.address);
  }
}
