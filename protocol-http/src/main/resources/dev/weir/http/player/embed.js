// Puts a player where this script stands.
(function () {
  "use strict";
  const here = document.currentScript;
  const host = here.src.replace(/[?#].*$/, "").replace(/[^/]*$/, "");
  const target = document.createElement("div");
  target.className = "mistvideo";
  here.parentNode.insertBefore(target, here);
  const play = () => mistPlay({{NAME}}, { target: target, host: host, urlappend: here.src.replace(/^[^?]*/, "") });
  if (window.mistPlay) {
    play();
    return;
  }
  const script = document.createElement("script");
  script.src = host + "player.js";
  script.onload = play;
  document.head.appendChild(script);
})();
