package dev.weir.launcher;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.time.Clock;

/// The arrows of docs/architecture.md.
@AnalyzeClasses(packages = "dev.weir", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] CONTAINER = {
    "dev.weir.media..",
    "dev.weir.bits..",
    "dev.weir.rtp..",
    "dev.weir.sdp..",
    "dev.weir.h26x..",
    "dev.weir.av1..",
    "dev.weir.vpx..",
    "dev.weir.aac..",
    "dev.weir.opus..",
    "dev.weir.mpegaudio..",
    "dev.weir.ac3..",
    "dev.weir.flac..",
    "dev.weir.amf..",
    "dev.weir.flv..",
    "dev.weir.matroska..",
    "dev.weir.mp4..",
    "dev.weir.ts..",
    "dev.weir.elementary..",
    "dev.weir.id3..",
    "dev.weir.ogg..",
    "dev.weir.playlist..",
    "dev.weir.subtitle..",
    "dev.weir.theora..",
    "dev.weir.vorbis..",
    "dev.weir.wav.."
  };
  private static final String[] CORE = {
    "dev.weir.buffer..",
    "dev.weir.stream..",
    "dev.weir.feed..",
    "dev.weir.playback..",
    "dev.weir.fetch..",
    "dev.weir.source..",
    "dev.weir.control..",
    "dev.weir.trigger..",
    "dev.weir.token..",
    "dev.weir.session..",
    "dev.weir.target..",
    "dev.weir.accesslog..",
    "dev.weir.metrics..",
    "dev.weir.net.."
  };

  @ArchTest
  static final ArchRule MODULES_DEPEND_AS_DRAWN =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("dev.weir..")
          .layer("container")
          .definedBy(CONTAINER)
          .layer("config")
          .definedBy("dev.weir.config..")
          .layer("core")
          .definedBy(CORE)
          .layer("rtmp")
          .definedBy("dev.weir.rtmp..")
          .layer("http")
          .definedBy("dev.weir.http..")
          .layer("launcher")
          .definedBy("dev.weir.launcher..")
          .whereLayer("launcher")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("rtmp")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("launcher")
          .whereLayer("core")
          .mayOnlyBeAccessedByLayers("rtmp", "http", "launcher")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers("core", "rtmp", "http", "launcher")
          .whereLayer("container")
          .mayOnlyBeAccessedByLayers("core", "rtmp", "http", "launcher")
          .ensureAllClassesAreContainedInArchitectureIgnoring("dev.weir.testkit..");

  @ArchTest
  static final ArchRule CONTAINERS_KNOW_NEITHER_SOCKETS_NOR_THREADS_NOR_CLOCKS =
      noClasses()
          .that()
          .resideInAnyPackage(CONTAINER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty.channel..", "java.net..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .callMethodWhere(target(name("now")).and(target(owner(resideInAPackage("java.time..")))))
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule STATIC_FIELDS_ARE_FINAL = fields().that().areStatic().should().beFinal();

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("dev.weir.(**)").should().beFreeOfCycles();

  /// A machine that has just started, or a virtual one, may have to wait long for such numbers.
  @ArchTest
  static final ArchRule NOBODY_WAITS_FOR_ENTROPY =
      noClasses()
          .should()
          .callMethod(SecureRandom.class, "getInstanceStrong")
          .orShould()
          .callMethod(SecureRandom.class, "generateSeed", int.class)
          .orShould()
          .callMethod(SecureRandom.class, "getSeed", int.class);
}
