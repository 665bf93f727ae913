package io.headrace.hls.segment;

import org.jspecify.annotations.Nullable;

/**
 * The file name of a media object: {@code video-r1-init1.mp4}, {@code video-r1-s12.mp4}, {@code
 * video-r1-s12-p3.mp4}. Run and media sequence number never come back within a generation, so a
 * name never means two contents.
 *
 * @param rendition such as {@code video}
 * @param run number of the run
 * @param kind what it names
 * @param number media sequence number, or number of the initialization section
 * @param part index of the part, -1 for the others
 */
public record MediaName(String rendition, int run, Kind kind, long number, int part) {
  /** Ends every name of media. */
  public static final String SUFFIX = ".mp4";

  public static final String RUN = "-r";
  public static final String INIT = "-init";
  public static final String SEGMENT = "-s";
  public static final String PART = "-p";

  /** Longest number in a name; more digits are no name of ours. */
  private static final int MAX_DIGITS = 18;

  /** What a name stands for. */
  public enum Kind {
    INIT,
    SEGMENT,
    PART
  }

  /** Reads a file name; null when it is not one of these, written exactly so. */
  public static @Nullable MediaName parse(String file) {
    int runAt = file.indexOf(RUN);
    if (runAt < 1 || !file.endsWith(SUFFIX)) {
      return null;
    }
    String rendition = file.substring(0, runAt);
    int end = file.length() - SUFFIX.length();
    int kindAt = file.indexOf('-', runAt + RUN.length());
    if (kindAt < 0 || kindAt >= end) {
      return null;
    }
    long run = number(file, runAt + RUN.length(), kindAt);
    if (run < 0 || run > Integer.MAX_VALUE) {
      return null;
    }
    if (file.startsWith(INIT, kindAt)) {
      long number = number(file, kindAt + INIT.length(), end);
      return number < 0 ? null : new MediaName(rendition, (int) run, Kind.INIT, number, -1);
    }
    if (!file.startsWith(SEGMENT, kindAt)) {
      return null;
    }
    int partAt = file.indexOf(PART, kindAt + SEGMENT.length());
    long msn = number(file, kindAt + SEGMENT.length(), partAt < 0 ? end : partAt);
    if (msn < 0) {
      return null;
    }
    if (partAt < 0) {
      return new MediaName(rendition, (int) run, Kind.SEGMENT, msn, -1);
    }
    long part = number(file, partAt + PART.length(), end);
    return part < 0 || part > Integer.MAX_VALUE
        ? null
        : new MediaName(rendition, (int) run, Kind.PART, msn, (int) part);
  }

  /** A decimal number without sign or leading zeros, -1 when it is none. */
  private static long number(String text, int from, int to) {
    int digits = to - from;
    if (digits < 1 || digits > MAX_DIGITS || (digits > 1 && text.charAt(from) == '0')) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = value * 10 + digit - '0';
    }
    return value;
  }
}
