package io.headrace.cli.demo;

/**
 * Epoch milliseconds as 48 black and white squares, so that a program can read from a picture when
 * it was made.
 *
 * <p>Layout, for a picture {@code h} pixels high, of whatever size it is shown or decoded:
 *
 * <pre>
 *   edge of a square   e = h * 2 / 45            (16 px at 360)
 *   grid               24 columns x 2 rows, its top left corner at (0, 0)
 *   square of bit i    column i % 24, row i / 24; sample it at ((column + 0.5) * e, (row + 0.5) * e)
 *   value of a bit     white = 1, black = 0      (threshold: half of full luma)
 *   bits 0 to 41       epoch milliseconds, most significant bit first
 *   bits 42 to 47      check: (sum of the seven groups of six bits before it + 42) mod 64,
 *                      most significant bit first
 * </pre>
 *
 * The check rejects pictures without a clock: 48 squares of one colour never pass.
 *
 * <p>In the same unit, the flash is the square of 6 e x 6 e in the top right corner: white for
 * {@link DemoPicture#FLASH_MS} from each full second of the clock, dark otherwise.
 */
public final class TimeCode {
  public static final int COLUMNS = 24;
  public static final int ROWS = 2;

  /** What {@link #read} returns for a picture that carries no valid code. */
  public static final long NONE = -1;

  private static final int TIME_BITS = 42;
  private static final int GROUP_BITS = 6;
  private static final int CHECK_OFFSET = 42;

  private TimeCode() {}

  /** The 48 bits that stand for {@code epochMs}, bit 0 of the layout as the most significant. */
  static long encode(long epochMs) {
    long time = epochMs & ((1L << TIME_BITS) - 1);
    return time << GROUP_BITS | check(time);
  }

  /**
   * Reads the code from 8-bit luma.
   *
   * @param luma at least {@code heightPx / 10} rows of it
   * @param strideBytes from one row to the next
   * @param heightPx of the whole picture
   * @return epoch milliseconds, or {@link #NONE}
   */
  public static long read(byte[] luma, int strideBytes, int heightPx) {
    long bits = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        bits = bits << 1 | (isWhite(luma, strideBytes, heightPx, column, row) ? 1 : 0);
      }
    }
    long time = bits >>> GROUP_BITS;
    return (bits & 63) == check(time) ? time : NONE;
  }

  /** Pixels from the picture's edge to the near side of square {@code index}. */
  static int edgePx(int index, int heightPx) {
    return Math.round(index * heightPx * 2 / 45f);
  }

  private static boolean isWhite(byte[] luma, int strideBytes, int heightPx, int column, int row) {
    float edge = heightPx * 2 / 45f;
    int centreX = (int) ((column + 0.5f) * edge);
    int centreY = (int) ((row + 0.5f) * edge);
    int sum = 0;
    for (int y = centreY - 1; y <= centreY + 1; y++) {
      for (int x = centreX - 1; x <= centreX + 1; x++) {
        sum += luma[y * strideBytes + x] & 0xFF;
      }
    }
    return sum > 9 * 126;
  }

  private static long check(long time) {
    long sum = CHECK_OFFSET;
    for (int shift = 0; shift < TIME_BITS; shift += GROUP_BITS) {
      sum += time >>> shift & 63;
    }
    return sum & 63;
  }
}
