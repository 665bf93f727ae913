package io.headrace;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.headrace.media.hub.StreamPath;
import io.netty.channel.ChannelHandler;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between modules and packages, and who may touch what. */
class ArchitectureTest {
  /** Protocol code: takes bytes, time and output as arguments. */
  private static final String[] SANS_IO = {
    "io.headrace.media.bits..",
    "io.headrace.media.codec..",
    "io.headrace.media.flv..",
    "io.headrace.media.frame..",
    "io.headrace.media.mp4..",
    "io.headrace.media.time..",
    "io.headrace.rtmp.amf..",
    "io.headrace.rtmp.chunk..",
    "io.headrace.rtmp.handshake..",
    "io.headrace.rtmp.message..",
    "io.headrace.rtmp.relay..",
    "io.headrace.rtmp.session..",
    "io.headrace.hls.cut..",
    "io.headrace.hls.segment..",
    "io.headrace.hls.playlist..",
  };

  private static JavaClasses headrace;

  @BeforeAll
  static void readClasses() {
    headrace =
        new ClassFileImporter()
            // Also the tests in the folder of its own that lint compiles into.
            .withImportOption(location -> !location.contains("/test-classes/"))
            .withImportOption(location -> !location.contains("/testkit/"))
            .importPackages("io.headrace");
  }

  @Test
  void modulesDependAsDrawn() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("media-core")
        .definedBy("io.headrace.media..")
        .layer("rtmp")
        .definedBy("io.headrace.rtmp..")
        .layer("hls-packager")
        .definedBy("io.headrace.hls..")
        .layer("server")
        .definedBy("io.headrace.server..")
        .layer("cli")
        .definedBy("io.headrace.cli..")
        .whereLayer("media-core")
        .mayNotAccessAnyLayer()
        .whereLayer("rtmp")
        .mayOnlyAccessLayers("media-core")
        .whereLayer("hls-packager")
        .mayOnlyAccessLayers("media-core")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("server")
        .mayOnlyBeAccessedByLayers("cli")
        .check(headrace);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.headrace.(**)").should().beFreeOfCycles().check(headrace);
  }

  @Test
  void protocolCodeKnowsNoChannelExecutorOrClock() {
    noClasses()
        .that()
        .resideInAnyPackage(SANS_IO)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..", "java.net..")
                .or(assignableTo(Executor.class))
                .or(assignableTo(Lock.class))
                .or(assignableTo(Thread.class))
                .or(assignableTo(Clock.class)))
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .check(headrace);
  }

  @Test
  void onlyNettyPackagesAndTheServerKnowChannels() {
    noClasses()
        .that()
        .resideInAnyPackage("io.headrace.media..", "io.headrace.rtmp..", "io.headrace.hls..")
        .and()
        .resideOutsideOfPackage("io.headrace.rtmp.netty..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler..")
        .check(headrace);
  }

  @Test
  void httpIsSpokenInServerHttpAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.headrace.server.http..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty.handler.codec.http..")
        .check(headrace);
  }

  @Test
  void httpKnowsNothingOfMedia() {
    noClasses()
        .that()
        .resideInAPackage("io.headrace.server.http..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "io.headrace.media..",
                    "io.headrace.rtmp..",
                    "io.headrace.hls..",
                    "io.headrace.server.config..",
                    "io.headrace.server")
                .and(
                    not(
                        resideInAnyPackage("io.headrace.hls.origin", "io.headrace.media.peer")
                            .or(type(StreamPath.class)))))
        .check(headrace);
  }

  @Test
  void onlyTheCommandLineExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.headrace.cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(headrace);
  }

  @Test
  void ffmpegIsRunAndNeverCalled() {
    noClasses().should().dependOnClassesThat().resideInAPackage("org.bytedeco..").check(headrace);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Helper|Manager)")
        .orShould()
        .haveNameMatching(".*\\.I[A-Z][a-z]\\w*")
        .check(headrace);
  }

  @Test
  void decodersEncodersAndHandlersAreNettys() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Decoder")
        .or()
        .haveSimpleNameEndingWith("Encoder")
        .or()
        .haveSimpleNameEndingWith("Handler")
        .should()
        .beAssignableTo(ChannelHandler.class)
        .check(headrace);
  }
}
