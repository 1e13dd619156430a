// live555 FILE.mp3 PORT [interleaved]: sends the units of MP3 frames to a port of this machine.
#include "liveMedia.hh"
#include "BasicUsageEnvironment.hh"
#include "GroupsockHelper.hh"
#include <cstdlib>

static UsageEnvironment* env;

static void done(void*) { exit(0); }

int main(int argc, char** argv) {
  env = BasicUsageEnvironment::createNew(*BasicTaskScheduler::createNew());
  NetAddressList to("127.0.0.1");
  struct sockaddr_storage address;
  copyAddress(address, to.firstAddress());
  Groupsock socket(*env, address, Port(0), 1);
  socket.changeDestinationParameters(address, Port(atoi(argv[2])), 1);
  FramedSource* source = ADUFromMP3Source::createNew(*env, MP3FileSource::createNew(*env, argv[1]));
  if (argc > 3) {
    unsigned char cycle[] = {0, 2, 1, 3};
    Interleaving interleaving(sizeof cycle, cycle);
    source = MP3ADUinterleaver::createNew(*env, interleaving, source);
  }
  MP3ADURTPSink::createNew(*env, &socket, 96)->startPlaying(*source, done, NULL);
  env->taskScheduler().doEventLoop();
}
