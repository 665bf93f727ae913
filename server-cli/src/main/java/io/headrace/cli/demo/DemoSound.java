package io.headrace.cli.demo;

/**
 * The demo's sound, 16-bit little-endian stereo: a 1 kHz beep of {@link DemoPicture#FLASH_MS} from
 * each full second. Its first sample is the first sample of that second.
 */
final class DemoSound {
  static final int SAMPLE_RATE_HZ = 48_000;
  static final int CHANNELS = 2;
  static final int BYTES_PER_SAMPLE = 2 * CHANNELS;

  private static final int BEEP_HZ = 1_000;
  private static final int BEEP_SAMPLES = SAMPLE_RATE_HZ / 1_000 * DemoPicture.FLASH_MS;
  private static final int FADE_SAMPLES = SAMPLE_RATE_HZ / 1_000;
  private static final double AMPLITUDE = 0.4 * Short.MAX_VALUE;

  private DemoSound() {}

  /**
   * The sound from sample {@code firstSample} on, counted from a full second.
   *
   * @param samples how many, each of two channels
   */
  static byte[] pcm(long firstSample, int samples) {
    byte[] pcm = new byte[samples * BYTES_PER_SAMPLE];
    for (int i = 0; i < samples; i++) {
      int value = value((int) ((firstSample + i) % SAMPLE_RATE_HZ));
      for (int channel = 0; channel < CHANNELS; channel++) {
        int at = i * BYTES_PER_SAMPLE + 2 * channel;
        pcm[at] = (byte) value;
        pcm[at + 1] = (byte) (value >> 8);
      }
    }
    return pcm;
  }

  private static int value(int sampleInSecond) {
    if (sampleInSecond >= BEEP_SAMPLES) {
      return 0;
    }
    // A beep that starts at full swing clicks.
    int fromEdge = Math.min(sampleInSecond, BEEP_SAMPLES - 1 - sampleInSecond);
    double gain = Math.min(1, fromEdge / (double) FADE_SAMPLES);
    double angle = 2 * Math.PI * BEEP_HZ * sampleInSecond / SAMPLE_RATE_HZ;
    return (int) Math.round(AMPLITUDE * gain * Math.sin(angle));
  }
}
