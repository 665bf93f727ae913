package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.chunk.RawChunks;
import io.headrace.rtmp.message.MessageType;
import io.headrace.testkit.Feed;
import io.headrace.testkit.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The exchanges of known publishers in the order and chunk forms they were seen to use. */
class PublishExchangeTest {
  private static final AmfValue NULL = AmfValue.NULL;

  @ParameterizedTest
  @EnumSource
  void obs(Feed feed) {
    check(
        feed,
        "obs",
        new ClientScript()
            .handshake()
            .chunkSize(4_096)
            .connect("live")
            .command1(3, "releaseStream", 2, NULL, AmfValue.of("cam?key=secret"))
            .command1(3, "FCPublish", 3, NULL, AmfValue.of("cam?key=secret"))
            .command1(3, "createStream", 4, NULL)
            .command(4, 1, "publish", 5, NULL, AmfValue.of("cam?key=secret"), AmfValue.of("live"))
            .metadata(4, "videocodecid", 7, "audiocodecid", 10, "encoder", "obs-output module")
            .clip(4, 4, 12)
            .command(3, 0, "FCUnpublish", 6, NULL, AmfValue.of("cam?key=secret"))
            .command1(3, "deleteStream", 7, NULL, AmfValue.of(1)));
  }

  @ParameterizedTest
  @EnumSource
  void ffmpeg(Feed feed) {
    check(
        feed,
        "ffmpeg",
        new ClientScript()
            .handshake()
            .connect("live/a")
            .chunks(new RawChunks().control(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, 2_500_000))
            .chunkSize(65_536)
            .command1(3, "releaseStream", 2, NULL, AmfValue.of("b/c"))
            .command1(3, "FCPublish", 3, NULL, AmfValue.of("b/c"))
            .command1(3, "createStream", 4, NULL)
            .command1(3, "_checkbw", 5, NULL)
            .command(8, 1, "publish", 6, NULL, AmfValue.of("b/c"), AmfValue.of("live"))
            .metadata(4, "videocodecid", 7, "audiocodecid", 10)
            .clip(4, 6, 12)
            .message(6, 300, MessageType.VIDEO, new byte[] {0x17, 2, 0, 0, 0})
            .command(3, 0, "FCUnpublish", 7, NULL, AmfValue.of("b/c"))
            .command1(3, "deleteStream", 8, NULL, AmfValue.of(1)));
  }

  @ParameterizedTest
  @EnumSource
  void gstreamer(Feed feed) {
    ClientScript script =
        new ClientScript()
            .handshake()
            .connect("live")
            .command1(3, "createStream", 2, NULL)
            .command1(3, "releaseStream", 0, NULL, AmfValue.of("cam"))
            .command1(3, "FCPublish", 0, NULL, AmfValue.of("cam"))
            .command(3, 1, "publish", 0, NULL, AmfValue.of("cam"), AmfValue.of("live"));
    // It sets the chunk size that holds anyway, by a type 1 header, after publish.
    script.chunks(
        new RawChunks()
            .type1(2, 0, 4, MessageType.SET_CHUNK_SIZE, new byte[] {0, 0, 0, (byte) 128}));
    for (int i = 0; i < 3; i++) {
      script.metadata(4, "audiocodecid", 10.0, "videocodecid", 7.0, "audiodatarate", i);
    }
    script
        .clip(4, 6, 12)
        .command(3, 0, "FCUnpublish", 0, NULL, AmfValue.of("cam"))
        .command(3, 0, "deleteStream", 0, NULL, AmfValue.of("cam"));
    check(feed, "gstreamer", script);
  }

  /** createStream before the rest, {@code _checkbw} first, publish as "record". */
  @ParameterizedTest
  @EnumSource
  void hardwareEncoder(Feed feed) {
    check(
        feed,
        "hardware",
        new ClientScript()
            .handshake()
            .connect("live")
            .command1(3, "_checkbw", 2, NULL)
            .command1(3, "createStream", 3, NULL)
            .command1(3, "createStream", 4, NULL)
            .command1(3, "releaseStream", 5, NULL, AmfValue.of("cam"))
            .command1(3, "FCPublish", 6, NULL, AmfValue.of("cam"))
            .command1(3, "someVendorCall", 7, NULL)
            .command1(3, "someVendorNote", 0, NULL)
            .command(5, 1, "publish", 8, NULL, AmfValue.of("cam"), AmfValue.of("record"))
            .clip(70, 400, 12)
            .command1(3, "closeStream", 0, NULL));
  }

  /** Publishes on stream 0 without createStream, AMF3 message types, nothing but audio. */
  @ParameterizedTest
  @EnumSource
  void leastOfAll(Feed feed) {
    byte[] header = {(byte) 0xAF, 0, 0x11, (byte) 0x90};
    byte[] frame = {(byte) 0xAF, 1, 33, 16, 4, 96, 0x1C};
    ClientScript script =
        new ClientScript()
            .handshake()
            .command(3, 0, "connect", 1, AmfValue.object("app", "", "objectEncoding", 3))
            .command(3, 0, "publish", 2, NULL, AmfValue.of("only"))
            .metadata(4, "audiocodecid", 10)
            .message(4, 0, MessageType.AUDIO, header);
    for (int i = 0; i < 3; i++) {
      script.message(4, 21L * i, MessageType.AUDIO, frame);
    }
    check(feed, "least", script);
  }

  private static void check(Feed feed, String name, ClientScript script) {
    Watched watched = new Watched().feed(feed, script);

    Golden.assertEqualsFile("session/" + name + ".txt", watched.dump());
    assertEquals(-1, watched.answered().toString().indexOf("secret"), "the key came back");
    watched.close();
  }
}
