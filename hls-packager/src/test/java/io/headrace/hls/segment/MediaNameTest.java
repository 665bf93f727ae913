package io.headrace.hls.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.headrace.hls.segment.MediaName.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaNameTest {
  @Test
  void readsTheThreeKinds() {
    assertEquals(
        new MediaName("video", 1, Kind.INIT, 2, -1), MediaName.parse("video-r1-init2.mp4"));
    assertEquals(
        new MediaName("audio", 12, Kind.SEGMENT, 1_234, -1),
        MediaName.parse("audio-r12-s1234.mp4"));
    assertEquals(
        new MediaName("video", 3, Kind.PART, 45, 0), MediaName.parse("video-r3-s45-p0.mp4"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".mp4",
        "-r1-s1.mp4",
        "video.mp4",
        "video-r1.mp4",
        "video-r-s1.mp4",
        "video-r1-s.mp4",
        "video-r1-s1-p.mp4",
        "video-r1-s01.mp4",
        "video-r1-s+1.mp4",
        "video-r1-s-1.mp4",
        "video-r1-s1-p-1.mp4",
        "video-r1-s1.m4s",
        "video-r1-x1.mp4",
        "video-r1-init.mp4",
        "video-r99999999999-s1.mp4",
        "video-r1-s1-p99999999999.mp4",
        "video-r1-s1234567890123456789.mp4",
        "video-r1-s\u0661.mp4"
      })
  void refusesAllElse(String file) {
    assertNull(MediaName.parse(file));
  }
}
