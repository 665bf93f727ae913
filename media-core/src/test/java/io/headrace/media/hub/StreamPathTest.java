package io.headrace.media.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPathTest {
  @ParameterizedTest
  @CsvSource({
    "live/name, live/name",
    "/live//name/, live/name",
    "///a///, a",
    "A-Z_0.9/x, A-Z_0.9/x",
    "a/b/c/d/e/f/g/h, a/b/c/d/e/f/g/h",
    "live/api, live/api",
  })
  void normalisesSlashes(String raw, String path) {
    assertEquals(path, StreamPath.parse(raw).value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "..",
        "live/..",
        "live/./name",
        "live/%2e%2e",
        "live/na me",
        "live/name\n",
        "live/n\u0000me",
        "live/näme",
        "live\\name",
        "live/name?key=x",
        "a/b/c/d/e/f/g/h/i",
        "api/x",
        "assets",
        "metrics",
        "live/index.m3u8",
      })
  void refusesWhatCouldMeanSomethingElse(String raw) {
    assertThrows(IllegalArgumentException.class, () -> StreamPath.parse(raw));
  }

  @Test
  void refusesAnythingTooLongWithoutRepeatingIt() {
    String longName = "n".repeat(StreamPath.MAX_LENGTH + 1);
    for (String raw : new String[] {longName, longName.repeat(1_000)}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> StreamPath.parse(raw));
      assertTrue(e.getMessage().length() < 100);
      assertFalse(e.getMessage().contains("\n"));
    }
    assertEquals(StreamPath.MAX_LENGTH, StreamPath.parse(longName.substring(1)).value().length());
  }
}
