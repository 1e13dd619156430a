// What the rest needs of the page: where we were loaded from, addresses, elements, scripts.

const SCRIPT = document.currentScript ? document.currentScript.src : "";

const options = (window.mistoptions = window.mistoptions || {});
if (!options.host && SCRIPT) {
  // Our own address is right behind any proxy, since the browser got here by it.
  options.host = SCRIPT.replace(/[?#].*$/, "").replace(/[^/]*$/, "");
}

/** The server's address, ending in a slash. */
function baseOf(host) {
  const base = host || location.origin;
  return base.endsWith("/") ? base : base + "/";
}

/** A URL with more variables, which may begin with "?" or "&" or neither. */
function withVariables(url, variables) {
  const bare = (variables || "").replace(/^[?&]+/, "");
  return bare ? url + (url.includes("?") ? "&" : "?") + bare : url;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

const scripts = new Map();

/** Loads a script once; a failed one is tried again the next time. */
function loadScript(url) {
  if (!scripts.has(url)) {
    scripts.set(
      url,
      new Promise((resolve, reject) => {
        const script = element("script");
        script.src = url;
        script.onload = resolve;
        script.onerror = () => {
          scripts.delete(url);
          script.remove();
          reject(new Error("cannot load " + url));
        };
        document.head.append(script);
      })
    );
  }
  return scripts.get(url);
}

function loadStyle(url) {
  if (document.querySelector('link[data-mist="' + CSS.escape(url) + '"]')) return;
  const link = element("link");
  link.rel = "stylesheet";
  link.href = url;
  link.dataset.mist = url;
  document.head.append(link);
}
