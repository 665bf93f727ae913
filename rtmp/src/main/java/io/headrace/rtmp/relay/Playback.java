package io.headrace.rtmp.relay;

import io.headrace.rtmp.relay.Backlog.Pace;
import io.netty.buffer.ByteBuf;

/**
 * One player of a stream. What it gets is decided by sets of tracks, see {@link Slots}:
 *
 * <ul>
 *   <li><em>takes</em>: what its options and wishes allow of what there is;
 *   <li><em>awaits</em>: of those, what waits for a key frame. A player that begins waits with
 *       everything; one that fell behind with video only;
 *   <li><em>open</em>: what it gets now: what it takes and does not await, once it was told the
 *       configurations.
 * </ul>
 *
 * <p>A batch of open tracks only is given whole. Thread: the relay's loop.
 */
public final class Playback {
  private final PlayRelay relay;
  private final RelayPlayer player;
  private final PlayOptions options;
  private final RelayStats stats;
  private final Backlog backlog;

  private boolean started;
  private boolean left;
  private boolean paused;
  private boolean receivesVideo = true;
  private boolean receivesAudio = true;
  private boolean behind;

  /** Whether it awaits a key frame because it was behind. */
  private boolean dropping;

  private long takes;
  private long awaits;
  private long open;

  private boolean toldBefore;
  private boolean metadataDue = true;

  /** The tracks whose present configuration it has. */
  private long told;

  private long unflushedBytes;

  Playback(
      PlayRelay relay, RelayPlayer player, PlayOptions options, RelayStats stats, Backlog backlog) {
    this.relay = relay;
    this.player = player;
    this.options = options;
    this.stats = stats;
    this.backlog = backlog;
  }

  /** Ends it: nothing more is given to the player, and nothing is told. */
  public void leave() {
    relay.leave(this);
  }

  /** Stops the media, or lets it go on: with the next key frame where there is video. */
  public void pause(boolean on) {
    if (paused == on) {
      return;
    }
    paused = on;
    if (!on) {
      awaitStart();
    }
    update();
    relay.tellNow(this);
  }

  /** Whether it wants video, {@code receiveVideo}; it comes back with a key frame. */
  public void receiveVideo(boolean on) {
    receivesVideo = on;
    chooseAgain();
  }

  /** Whether it wants audio, {@code receiveAudio}. */
  public void receiveAudio(boolean on) {
    receivesAudio = on;
    chooseAgain();
  }

  private void chooseAgain() {
    long before = takes;
    choose();
    long added = takes & ~before;
    metadataDue |= added != 0;
    await(added);
    relay.tellNow(this);
  }

  RelayPlayer player() {
    return player;
  }

  boolean isLeft() {
    return left;
  }

  void markLeft() {
    left = true;
  }

  boolean isPlaying() {
    return started && !left;
  }

  /** It plays from now on; nothing is known of the stream yet. */
  void begin() {
    started = true;
  }

  boolean beginsInThePast() {
    return options.start() == PlayStart.GOP_CACHE && (takes & awaits & Slots.VIDEO) != 0;
  }

  /**
   * The tracks are others.
   *
   * @param changed those that are new or have another configuration
   * @param begins whether another publication begins with them
   */
  void follow(long changed, boolean begins) {
    choose();
    metadataDue = true;
    told &= ~changed;
    if (begins) {
      awaitStart();
      update();
    } else {
      await(changed);
    }
    if (takes == 0 && relay.offers(options) == 0) {
      player.onNothingToPlay();
    }
  }

  private void choose() {
    long wanted = (receivesVideo ? Slots.VIDEO : 0) | (receivesAudio ? Slots.AUDIO : 0);
    long media = relay.offers(options) & wanted;
    takes = media == 0 ? 0 : media | Slots.DATA_BIT;
  }

  /** Waits with everything where there is video. */
  private void awaitStart() {
    awaits = (takes & Slots.VIDEO) == 0 ? 0 : takes;
    dropping = false;
  }

  private void await(long slots) {
    awaits = (awaits | slots & Slots.VIDEO) & takes;
    if ((takes & Slots.VIDEO) == 0) {
      awaitStart();
    }
    update();
  }

  /** What it got of {@code video} breaks off here. */
  void awaitKey(long video) {
    if ((open & video & Slots.VIDEO) != 0) {
      stats.waitsForKeyFrame();
    }
    await(video);
  }

  private void unlock(int slot) {
    awaits &= Slots.VIDEO & ~Slots.bit(slot);
    dropping &= awaits != 0;
    update();
  }

  private void update() {
    boolean ready = !paused && !metadataDue && (takes & ~told) == 0;
    open = ready ? takes & ~awaits : 0;
  }

  /** Tells it the tracks it takes, unless it knows. */
  void tell(long timestampMs) {
    long headers = takes & ~told;
    if (left || paused || takes == 0 || (!metadataDue && headers == 0)) {
      return;
    }
    send(relay.retainedPreamble(takes, headers, !toldBefore, timestampMs));
    toldBefore = true;
    metadataDue = false;
    told |= takes;
    update();
  }

  /** Gives it all since the last key frame. */
  void catchUp(GopReserve reserve) {
    int from = reserve.start();
    for (Batch batch : reserve.batches()) {
      if (from == 0 && (batch.slots() & ~open) == 0) {
        send(batch.retainedWhole());
      } else {
        sendRuns(batch, from);
      }
      from = 0;
    }
  }

  /** What it was given so far does not count as late. */
  void endJoining() {
    backlog.burstEnds();
  }

  /** Gives it what it gets of {@code batch}; returns the bytes of that. */
  long deliver(Batch batch, long nowNs) {
    if (!isPlaying() || !keepsPace(nowNs)) {
      return 0;
    }
    if ((batch.slots() & ~open) == 0) {
      send(batch.retainedWhole());
    } else {
      deliverPart(batch);
    }
    return flush();
  }

  /** Sends what was written; returns the bytes of that. */
  long flush() {
    long bytes = unflushedBytes;
    if (bytes > 0) {
      unflushedBytes = 0;
      player.flush();
    }
    return bytes;
  }

  /** False when it is too slow to go on. */
  boolean keepsPace(long nowNs) {
    Pace pace = backlog.check(player.unsentBytes(), nowNs);
    switch (pace) {
      case IN_TIME -> behind = false;
      case BEHIND -> fallBehind();
      case TOO_MANY_BYTES, STALLED -> {
        relay.giveUp(this, pace);
        return false;
      }
    }
    return true;
  }

  private void fallBehind() {
    if (!behind) {
      behind = true;
      awaitKey(Slots.VIDEO);
      dropping = awaits != 0;
    }
  }

  private void deliverPart(Batch batch) {
    if (paused || (batch.slots() & takes) == 0) {
      return;
    }
    tell(batch.firstMs());
    if (!behind && (batch.keys() & awaits) != 0) {
      sendRuns(batch, 0);
      return;
    }
    if (dropping) {
      stats.dropped(batch.videoFrames(awaits));
    }
    long part = batch.slots() & open;
    if (part == batch.slots()) {
      send(batch.retainedWhole());
    } else if (part != 0) {
      ByteBuf copy = relay.retainedPart(batch, part);
      if (copy == null) {
        sendRuns(batch, 0);
      } else {
        send(copy);
      }
    }
  }

  /**
   * Gives it slices of {@code batch}, from the key frames on that it awaits.
   *
   * @param from the first message that counts
   */
  private void sendRuns(Batch batch, int from) {
    int run = from;
    for (int i = from; i < batch.count(); i++) {
      long bit = Slots.bit(batch.slot(i));
      if (!behind && batch.isKey(i) && (awaits & bit) != 0) {
        unlock(batch.slot(i));
      }
      if ((open & bit) == 0) {
        if (run < i) {
          send(batch.retainedRun(run, i));
        }
        run = i + 1;
      }
    }
    if (run < batch.count()) {
      send(batch.retainedRun(run, batch.count()));
    }
  }

  private void send(ByteBuf chunks) {
    int bytes = chunks.readableBytes();
    backlog.given(bytes);
    unflushedBytes += bytes;
    player.write(chunks);
  }
}
