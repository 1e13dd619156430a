// Which combinations of source and player can work, best first.

const TRACK_WORTH = { video: 2, audio: 1, subtitle: 0.5 };

/** What a combination is worth: the track types it plays, of those the stream has. */
function score(tracks, source, player) {
  const best = {};
  for (const track of tracks) {
    const worth = (TRACK_WORTH[track.type] || 0) * player.plays(track, source);
    best[track.type] = Math.max(best[track.type] || 0, worth);
  }
  return Object.values(best).reduce((sum, worth) => sum + worth, 0);
}

/** A secure page may not fetch in the clear. */
function isMixedContent(source) {
  return location.protocol === "https:" && /^(http|ws):/.test(source.url);
}

/**
 * Pairs every source, in the server's order, with every player, in the order of mistplayers, and
 * puts those first that play more. Equal ones keep their order, so the first that plays everything
 * is the one.
 */
function combinations(info, options) {
  const tracks = Object.values((info.meta && info.meta.tracks) || {});
  const sources = (info.source || [])
    .map((source, index) => ({ ...source, index }))
    .filter((source) => !options.forceType || source.type === options.forceType)
    .filter((source) => !isForced(options.forceSource) || source.index === +options.forceSource)
    .filter((source) => !isMixedContent(source));
  const players = Object.entries(window.mistplayers)
    .map(([key, player]) => ({ ...player, key }))
    .filter((player) => !options.forcePlayer || player.key === options.forcePlayer);

  const playersFirst = options.forcePriority && options.forcePriority.first === "player";
  const pairs = playersFirst
    ? players.flatMap((player) => sources.map((source) => ({ source, player })))
    : sources.flatMap((source) => players.map((player) => ({ source, player })));
  return pairs
    .filter(({ source, player }) => player.types.includes(source.type))
    .map((pair) => ({ ...pair, score: score(tracks, pair.source, pair.player) }))
    .filter((pair) => pair.score > 0)
    .sort((a, b) => b.score - a.score);
}

function isForced(value) {
  return value !== undefined && value !== false && value !== null;
}

/** Where to begin in the list: options.startCombo is {source: index, player: key}. */
function startIndex(pairs, startCombo) {
  if (!startCombo) return 0;
  const found = pairs.findIndex(
    ({ source, player }) =>
      (!isForced(startCombo.source) || source.index === +startCombo.source) &&
      (!startCombo.player || player.key === startCombo.player)
  );
  return Math.max(found, 0);
}
