// The ways to play: each knows its source types, whether this browser can, and how to begin.
//
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
    plays: (track) => (mseDecodes(track) ? 1 : 0),
    async build({ video, url, base, options, fail }) {
      await loadScript(base + "hlsjs.js");
      const hls = new window.Hls({
        lowLatencyMode: true,
        maxLiveSyncPlaybackRate: options.liveCatchup === false ? 1 : 1.1,
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
      hls.loadSource(url);
      hls.attachMedia(video);
      return () => hls.destroy();
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
};
