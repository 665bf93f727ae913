package io.headrace.hls.segment;

import io.headrace.hls.cache.SlabCache;
import io.headrace.hls.cut.FrameRate;
import io.headrace.hls.cut.Promises;
import io.headrace.hls.cut.Promises.AudioFrame;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.codec.AudioConfig;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packages one generation of a stream: the video track, the audio track, or both that HLS carries
 * of it. Frames of other tracks are ignored. It first watches until it knows what to promise, then
 * cuts the frames it has watched and all that follow.
 *
 * <p>Calls follow {@link io.headrace.media.hub.StreamSink}. Thread: home loop.
 */
public final class Packager {
  /** Audio that waits for video to begin is kept for this long. */
  private static final int MAX_WAITING_AUDIO_S = 4;

  private static final int NO_TRACK = -1;

  private final PackagingRules rules;
  private final SlabCache cache;
  private final MemoryBudget budget;
  private final PackagerStats.Counters counters = new PackagerStats.Counters();
  private final Probe probe;
  private final PendingFrames waitingAudio;

  private @Nullable RenditionSet renditions;
  private @Nullable Promises promises;
  private @Nullable FrameRate frameRate;
  private long frameTicks;

  private long epoch;
  private long runEpoch;
  private int leaderId = NO_TRACK;
  private int followerId = NO_TRACK;

  /** A track of a kind that the renditions lack. */
  private int strangerId = NO_TRACK;

  private @Nullable Track followerTrack;
  private @Nullable Track waitingTrack;

  /**
   * @param cache where parts go; closed by {@link #release()}
   * @param budget what frames that wait draw on
   */
  public Packager(PackagingRules rules, SlabCache cache, MemoryBudget budget) {
    this.rules = rules;
    this.cache = cache;
    this.budget = budget;
    this.probe = new Probe(budget, rules.maxPendingBytes());
    this.waitingAudio = new PendingFrames(budget, rules.maxPendingBytes());
  }

  /** The track set of publication {@code newEpoch}. */
  public void onTracks(long newEpoch, CarriedTracks tracks) {
    Track video = tracks.video();
    Track audio = tracks.audio();
    RenditionSet set = renditions;
    boolean videoLeads = set == null ? video != null : set.leadsVideo();
    Track leader = videoLeads ? video : audio;
    Track follower = videoLeads && (set == null || set.hasFollower()) ? audio : null;
    if (set == null && (newEpoch != epoch || id(leader) != leaderId)) {
      probe.clear();
    }
    if (newEpoch != epoch) {
      waitingAudio.clear();
    }
    epoch = newEpoch;
    leaderId = id(leader);
    followerId = id(follower);
    followerTrack = follower;
    strangerId = id(videoLeads ? audio : video);
  }

  /** Whether the renditions that are promised can go on with {@code tracks}. */
  public boolean outlives(CarriedTracks tracks) {
    RenditionSet set = renditions;
    if (set == null) {
      return true;
    }
    boolean video = tracks.video() != null;
    boolean audio = tracks.audio() != null;
    return set.leadsVideo() ? video && (audio || !set.hasFollower()) : audio;
  }

  /** Whether {@code frame} begins a track that the promised renditions lack. Borrows. */
  public boolean lacks(MediaFrame frame) {
    RenditionSet set = renditions;
    return set != null
        && frame.track().id() == strangerId
        && frame.isSync()
        && !(set.leadsVideo() && set.hasFollower());
  }

  /**
   * Ownership: borrows {@code frame}.
   *
   * @param wallMs wall clock now, epoch milliseconds
   */
  public void onFrame(MediaFrame frame, long wallMs) {
    int id = frame.track().id();
    if (id == leaderId) {
      if (renditions == null) {
        probeLeader(frame, wallMs);
      } else {
        packageLeader(renditions, frame, wallMs);
      }
    } else if (id == followerId) {
      followerTrack = frame.track();
      if (renditions == null) {
        probeFollower(frame);
      } else {
        packageFollower(renditions, frame);
      }
    }
  }

  /** The publisher is gone: ends what is open. What was only watched is forgotten. */
  public void onHeld() {
    probe.clear();
    waitingAudio.clear();
    if (renditions != null) {
      renditions.endRun();
    }
  }

  /** Gives up what has been removed from the playlists for long enough. */
  public void expire(long nowNs) {
    if (renditions != null) {
      renditions.expire(nowNs);
    }
  }

  /** Gives everything up; nothing follows. */
  public void release() {
    probe.clear();
    waitingAudio.clear();
    if (renditions != null) {
      renditions.release();
    }
    cache.close();
  }

  /** Whether media flows into parts, or is being watched from a sync frame on. */
  public boolean hasSyncFrame() {
    return renditions == null ? probe.hasStarted() : renditions.isRunning();
  }

  /** Whether {@link #views} has something new since this was last asked. */
  public boolean takeChanged() {
    return renditions != null && renditions.takeChanged();
  }

  /** All renditions, the leading one first; none before the promises are made. */
  public List<RenditionView> views(boolean ended) {
    return renditions == null ? List.of() : renditions.views(ended);
  }

  /** What the playlists declare, or null while it is not known. */
  public @Nullable Promises promises() {
    return promises;
  }

  /** Nominal frame rate of video; null before {@link #promises()} and without video. */
  public @Nullable FrameRate frameRate() {
    return frameRate;
  }

  public PackagerStats stats() {
    return counters.read();
  }

  private void probeLeader(MediaFrame frame, long wallMs) {
    if (probe.hasStarted() && !probe.first().track().hasFormatOf(frame.track())) {
      probe.clear();
    }
    counters.droppedFrames += probe.hasStarted() || frame.isSync() ? 0 : 1;
    boolean kept = probe.addLeader(frame, wallMs);
    if (!kept || probe.isReady(followerId != NO_TRACK)) {
      RenditionSet set = promise();
      if (!kept) {
        packageLeader(set, frame, wallMs);
      }
    }
  }

  private void probeFollower(MediaFrame frame) {
    if (!probe.hasStarted()) {
      waitFor(frame);
      return;
    }
    boolean kept = probe.addFollower(frame);
    if (!kept || probe.isReady(true)) {
      RenditionSet set = promise();
      if (!kept) {
        packageFollower(set, frame);
      }
    }
  }

  /** Fixes the promises by what was watched, and packages that. */
  private RenditionSet promise() {
    Track leader = probe.first().track();
    Track audio = probe.isFollowed() || waitingAudio.count() > 0 ? followerTrack : null;
    Promises made;
    if (leader.isVideo()) {
      FrameRate rate = probe.frameRate();
      frameRate = rate;
      frameTicks = Math.max(1, rate.ticks(1, leader.timescaleHz()));
      made =
          Promises.ofVideo(
              rules.segment(),
              rules.part(),
              rate,
              probe.groupMs(),
              audio == null ? null : audioFrame(audio));
    } else {
      frameTicks = audioFrame(leader).samples();
      made = Promises.ofAudio(rules.segment(), rules.part(), audioFrame(leader));
    }
    RenditionSet set = new RenditionSet(rules, made, leader, audio, cache, budget, counters);
    promises = made;
    renditions = set;
    long startedAtMs = probe.startedAtMs();
    probe.replay(
        frame -> {
          if (frame.track().id() == leaderId) {
            packageLeader(set, frame, startedAtMs);
          } else {
            packageFollower(set, frame);
          }
        });
    return set;
  }

  private void packageLeader(RenditionSet set, MediaFrame frame, long wallMs) {
    if (set.isRunning() && set.onLeader(frame)) {
      return;
    }
    if (!frame.isSync()) {
      counters.droppedFrames++;
      return;
    }
    set.startRun(frame, frameTicks, followerTrack, wallMs, epoch == runEpoch);
    runEpoch = epoch;
    for (int i = 0; i < waitingAudio.count(); i++) {
      MediaFrame audio = waitingAudio.frame(i);
      if (audio != null && set.follows(audio.track())) {
        set.onWaiting(audio);
      }
    }
    waitingAudio.clear();
  }

  private void packageFollower(RenditionSet set, MediaFrame frame) {
    if (!set.hasFollower()) {
      return;
    }
    if (set.isRunning() && set.follows(frame.track())) {
      set.onFollower(frame);
      return;
    }
    // Another configuration, or nothing to follow: it begins with the next sync frame of video.
    set.breakAtNextSync();
    waitFor(frame);
  }

  private void waitFor(MediaFrame frame) {
    if (!frame.track().equals(waitingTrack)) {
      // Only the newest configuration can begin with the next run.
      waitingAudio.clear();
      waitingTrack = frame.track();
    }
    long earliestTicks =
        frame.dtsTicks() - (long) MAX_WAITING_AUDIO_S * frame.track().timescaleHz();
    waitingAudio.dropFirst(waitingAudio.countBefore(earliestTicks));
    waitingAudio.add(frame, frame.dtsTicks());
  }

  /** Its longest frame seen, or what its configuration calls ordinary. */
  private AudioFrame audioFrame(Track track) {
    int ticks = Math.max(probe.longestTicks(track), waitingAudio.longestTicks(track));
    int ordinary = ((AudioConfig) track.codec()).samplesPerFrame();
    return new AudioFrame(ticks > 0 ? ticks : ordinary, track.timescaleHz());
  }

  private static int id(@Nullable Track track) {
    return track == null ? NO_TRACK : track.id();
  }
}
