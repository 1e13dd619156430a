package dev.weir.aac;

import dev.weir.bits.BitReader;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;

/// AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1).
///
/// ```
/// objectType:5 (31: +6) | rateIndex:4 (15: +24) | channelConfiguration:4
///   objectType 5 or 29: extensionRateIndex:4 (15: +24) | objectType of the core:5
/// GASpecificConfig | optional: 0x2B7:11, 5:5, sbrPresent:1, extensionRateIndex:4, 0x548:11, ps:1
/// ```
///
/// @param objectType of the decoded sound: 29 if parametric stereo is signalled, 5 if SBR is
/// @param coreObjectType of the core that SBR extends; the same without SBR
/// @param sampleRate of the decoded sound
/// @param coreSampleRate of the core; the same without SBR
/// @param channelConfiguration 0 if a program config element says the channels
/// @param channels of the decoded sound
/// @param samplesPerFrame of the decoded sound
public record AudioSpecificConfig(
    int objectType,
    int coreObjectType,
    int sampleRate,
    int coreSampleRate,
    int channelConfiguration,
    int channels,
    int samplesPerFrame) {

  /// Low complexity.
  public static final int LC = 2;

  /// Spectral band replication: HE-AAC.
  public static final int SBR = 5;

  /// Parametric stereo: HE-AAC v2.
  public static final int PS = 29;

  private static final int ESCAPE = 31;
  private static final int USAC = 42;
  private static final int SBR_SYNC = 0x2B7;
  private static final int PS_SYNC = 0x548;
  private static final int[] CHANNELS = {0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 24, 8, 0};
  private static final int[] USAC_SAMPLES = {768, 1024, 2048, 2048, 4096, 0, 0, 0};

  /// The codec of `config`, which it keeps as it is.
  ///
  /// @throws MalformedMediaException if it is cut short or a field is reserved
  public static Codec.Aac parse(Octets config) {
    AudioSpecificConfig read = read(config);
    return new Codec.Aac(
        config, read.objectType, read.sampleRate, read.channels, read.samplesPerFrame);
  }

  /// Reads all fields that matter.
  ///
  /// @throws MalformedMediaException if it is cut short or a field is reserved
  public static AudioSpecificConfig read(Octets config) {
    return new Parser(new BitReader(config, "AudioSpecificConfig")).parse(true);
  }

  /// Passes over a configuration within other bits, which no one says the length of: it then ends
  /// before the extension that a decoder would have to find by its mark.
  ///
  /// @throws MalformedMediaException if it is cut short or a field is reserved
  static void skip(BitReader in) {
    new Parser(in).parse(false);
  }

  /// Makes the codec of sound that a header other than this one describes.
  ///
  /// @param objectType 1 to 4, or 5 and 29 for explicit SBR over an LC core of half the rate
  /// @param sampleRate of the decoded sound
  /// @param channels of the decoded sound, 1 to 8
  public static Codec.Aac of(int objectType, int sampleRate, int channels) {
    boolean sbr = objectType == SBR || objectType == PS;
    BitWriter out = new BitWriter();
    out.bits(objectType, 5);
    SamplingRates.write(sbr ? sampleRate / 2 : sampleRate, out);
    out.bits(objectType == PS ? 1 : configurationOf(channels), 4);
    if (sbr) {
      SamplingRates.write(sampleRate, out);
      out.bits(LC, 5);
    }
    out.bits(0, 3); // frames of 1024, no core coder, no extension
    return parse(out.toOctets());
  }

  private static int configurationOf(int channels) {
    if (channels < 1 || channels > 8) {
      throw new MalformedMediaException("AAC: " + channels + " channels, allowed 1..8");
    }
    return channels == 7 ? 11 : channels == 8 ? 7 : channels;
  }

  /// One pass over the bits.
  private static final class Parser {
    private final BitReader in;
    private int objectType;
    private int coreObjectType;
    private int sampleRate;
    private int coreSampleRate;
    private int channelConfiguration;
    private int channels;
    private int coreSamples = 1024;

    Parser(BitReader in) {
      this.in = in;
    }

    AudioSpecificConfig parse(boolean mayBeExtended) {
      objectType = readObjectType();
      coreSampleRate = SamplingRates.read(in);
      sampleRate = coreSampleRate;
      channelConfiguration = in.bits(4);
      channels = CHANNELS[channelConfiguration];
      coreObjectType = objectType;
      if (objectType == SBR || objectType == PS) {
        sampleRate = SamplingRates.read(in);
        coreObjectType = readObjectType();
      }
      switch (coreObjectType) {
        case 1, 2, 3, 4, 6, 7, 17, 19, 20, 21, 22, 23 -> readGeneralAudio();
        case 39 -> coreSamples = in.flag() ? 480 : 512;
        case USAC -> readUsac();
        default -> {}
      }
      boolean extensible = mayBeExtended && objectType == coreObjectType && objectType != USAC;
      if (extensible && in.remainingBits() >= 16) {
        readSyncExtension();
      }
      return result();
    }

    private AudioSpecificConfig result() {
      if (objectType == PS) {
        channels = 2;
      }
      if (channels == 0) {
        throw new MalformedMediaException(
            "AudioSpecificConfig: no channels in configuration " + channelConfiguration);
      }
      long samples = (long) coreSamples * sampleRate / coreSampleRate;
      if (samples < 1 || samples > 8192) {
        throw new MalformedMediaException(
            "AudioSpecificConfig: SBR from " + coreSampleRate + " to " + sampleRate + " Hz");
      }
      return new AudioSpecificConfig(
          objectType,
          coreObjectType,
          sampleRate,
          coreSampleRate,
          channelConfiguration,
          channels,
          (int) samples);
    }

    private int readObjectType() {
      int type = in.bits(5);
      return type == ESCAPE ? 32 + in.bits(6) : type;
    }

    // 4.4.1 GASpecificConfig()
    private void readGeneralAudio() {
      boolean shortFrames = in.flag();
      if (coreObjectType == 23) {
        coreSamples = shortFrames ? 480 : 512;
      } else {
        coreSamples = shortFrames ? 960 : 1024;
      }
      if (in.flag()) { // dependsOnCoreCoder
        in.skip(14);
      }
      boolean extension = in.flag();
      if (channelConfiguration == 0) {
        channels = readProgramConfig();
      }
      if (coreObjectType == 6 || coreObjectType == 20) {
        in.skip(3); // layerNr
      }
      if (extension) {
        switch (coreObjectType) {
          case 22 -> in.skip(5 + 11);
          case 17, 19, 20, 23 -> in.skip(3);
          default -> {}
        }
        in.skip(1); // extensionFlag3
      }
    }

    /// Channels of a program_config_element (4.5.1.2); passes over all of it.
    private int readProgramConfig() {
      in.skip(4 + 2 + 4); // element_instance_tag, object_type, sampling_frequency_index
      int front = in.bits(4);
      int side = in.bits(4);
      int back = in.bits(4);
      int lfe = in.bits(2);
      int data = in.bits(3);
      int coupling = in.bits(4);
      skipIf(in.flag(), 4); // mono_mixdown
      skipIf(in.flag(), 4); // stereo_mixdown
      skipIf(in.flag(), 3); // matrix_mixdown
      int count = lfe;
      for (int i = 0; i < front + side + back; i++) {
        count += in.flag() ? 2 : 1; // is_cpe
        in.skip(4);
      }
      in.skip(4 * (lfe + data) + 5 * coupling);
      in.align();
      in.skip(8 * in.bits(8)); // comment_field
      return count;
    }

    private void skipIf(boolean present, int bits) {
      in.skip(present ? bits : 0);
    }

    // ISO/IEC 23003-3 5.2 UsacConfig()
    private void readUsac() {
      if (in.bits(5) == 0x1F) {
        in.skip(24);
      }
      coreSamples = USAC_SAMPLES[in.bits(3)];
      int index = in.bits(5);
      if (channels == 0) {
        channels = index > 0 && index < CHANNELS.length ? CHANNELS[index] : 2;
      }
    }

    private void readSyncExtension() {
      if (in.bits(11) != SBR_SYNC || in.bits(5) != SBR || in.remainingBits() < 1 || !in.flag()) {
        return;
      }
      sampleRate = SamplingRates.read(in);
      objectType = SBR;
      if (in.remainingBits() >= 12 && in.bits(11) == PS_SYNC && in.flag()) {
        objectType = PS;
      }
    }
  }
}
