using System.Buffers.Binary;
using System.Collections.ObjectModel;
using System.Net;
using System.Net.Sockets;
using DbPerService.Contracts;

namespace DbPerService.Engines.Kafka;

/// <summary>
/// librdkafka's mock cluster with one broker: it speaks the Kafka protocol over TCP, keeps everything in memory and at most
/// 5 MB per partition.
/// </summary>
internal static class KafkaEngine
{
    const int Broker = 1;

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stopping)
    {
        var (topics, readers) = arguments.Optional("topics", "") is { Length: > 0 } given
            ? (ParseTopics(given), ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty)
            : TopicsOfTheSystem();
        using var listener = Listen(arguments.Port);

        var cluster = MockCluster.New();
        foreach (var (topic, partitions) in topics)
            MockCluster.CreateTopic(cluster, topic, partitions);
        Librdkafka.SetInitialRebalanceDelay(cluster, milliseconds: 0);
        Librdkafka.SetHostPort(cluster, Broker, "127.0.0.1", arguments.OptionalPort("advertised-port") ?? arguments.Port);
        HandOver(listener, MockCluster.Port(cluster));
        // Any command ends the broker thread's wait on its old socket, so that it waits on ours next.
        _ = Librdkafka.SetRoundTripTime(cluster, Broker, milliseconds: 0);

        Announcement.Ready(Environment.ProcessId, arguments.Port);
        await new LogTrimmer(cluster, arguments.Port, topics, readers).RunAsync(stopping);
        await Task.Delay(Timeout.Infinite, stopping);
        return 0;
    }

    static Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen();
            return listener;
        }
        catch (SocketException e)
        {
            throw new EngineException($"cannot listen on port {port}: {e.Message}");
        }
    }

    /// <summary>
    /// The broker binds a random port, a different one after every start, so clients would look for it in vain. Therefore its socket is
    /// replaced, under the same descriptor, by one that listens on the given port.
    /// </summary>
    static void HandOver(Socket listener, int brokerPort)
    {
        var descriptor = FindListener(brokerPort);
        if (Libc.Dup2((int)listener.Handle, descriptor) < 0)
            throw new EngineException("cannot hand over the port to the broker");
    }

    static int FindListener(int port)
    {
        Span<byte> address = stackalloc byte[128];
        for (var descriptor = 3; descriptor < 4096; descriptor++)
        {
            var length = address.Length;
            // sockaddr_in: two bytes of family, then the port in network order.
            if (Libc.GetSocketName(descriptor, address, ref length) == 0
                && BinaryPrimitives.ReadUInt16BigEndian(address[2..]) == port)
            {
                return descriptor;
            }
        }

        throw new EngineException($"the broker does not listen on {port}, the port it reports");
    }

    static Dictionary<string, int> ParseTopics(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('=')).ToDictionary(
            entry => entry[0],
            entry => entry is [{ Length: > 0 }, var count] && int.TryParse(count, out var partitions) && partitions > 0
                ? partitions
                : throw new EngineException($"--topics takes name=partitions,…, not '{string.Join('=', entry)}'"));

    /// <summary>All topics and their subscribers: what every subscriber has committed need not be kept in memory.</summary>
    static (Dictionary<string, int> Topics, IReadOnlyDictionary<string, IReadOnlyList<string>> Readers) TopicsOfTheSystem()
    {
        var services = Topics.Readers.Values.SelectMany(groups => groups).Distinct(StringComparer.Ordinal);
        var topics = Topics.All.Concat(services.Select(Topics.DeadLettersOf));
        return (topics.ToDictionary(topic => topic, _ => Topics.Partitions), Topics.Readers);
    }
}
