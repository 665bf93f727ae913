package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;

/** The configuration of a track whose frames are length-prefixed NAL units, ISO/IEC 14496-15. */
public sealed interface NalConfig extends VideoConfig permits AvcConfig, HevcConfig {
  /** What a NAL unit is for. */
  enum NalKind {
    /** A slice of a picture with which decoding can start. */
    SYNC_SLICE,
    /** A slice of another picture. */
    SLICE,
    /** Needed only where the configuration lacks it. */
    PARAMETER_SET,
    /** Says nothing that a container does not. */
    DELIMITER,
    OTHER
  }

  /** Length of the NAL size field in the publisher's frames: 1, 2 or 4 bytes. */
  int nalLengthBytes();

  /** What the NAL unit is for whose first byte is {@code header}. */
  NalKind nalKind(byte header);

  /**
   * Whether the NAL unit of {@code length} bytes at {@code index} is one of the record's parameter
   * sets, so that a frame need not carry it. Only the first few are searched. Borrows {@code data}.
   */
  boolean holds(ByteBuf data, int index, int length);
}
