package io.headrace.hls.cut;

/** What ends before a frame is added. */
public enum Cut {
  NONE,
  /** The open part. */
  PART,
  /** The open part and with it the open segment. */
  SEGMENT,
  /**
   * The open part and segment, and the continuity of time: the frame comes so much later that no
   * part can bridge the gap.
   */
  BREAK
}
