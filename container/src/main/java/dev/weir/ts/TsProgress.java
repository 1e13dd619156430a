package dev.weir.ts;

/// What a demuxer tells about itself; its parts keep it up to date.
final class TsProgress {
  long samplePosition; // where reading can start again for the sample being given
  long dropped;
}
