using System.Runtime.InteropServices;

namespace DbPerService.Engines.Kafka;

internal static class MockCluster
{
    public static nint New()
    {
        Span<byte> error = stackalloc byte[512];
        // The client that owns the cluster has no broker to connect to, and would warn about it.
        var configuration = Librdkafka.NewConfiguration();
        _ = Librdkafka.Set(configuration, "log_level", "4", error, (nuint)error.Length);
        var handle = Librdkafka.New(Librdkafka.Producer, configuration, error, (nuint)error.Length);
        var cluster = handle == 0 ? 0 : Librdkafka.NewMockCluster(handle, brokers: 1);
        return cluster != 0 ? cluster : throw new EngineException("librdkafka cannot create a mock cluster");
    }

    public static void CreateTopic(nint cluster, string topic, int partitions)
    {
        if (Librdkafka.CreateTopic(cluster, topic, partitions, replicationFactor: 1) is not 0 and var code)
            throw new EngineException($"librdkafka cannot create the topic {topic}: error {code}");
    }

    public static int Port(nint cluster)
    {
        var bootstrap = Marshal.PtrToStringUTF8(Librdkafka.GetBootstraps(cluster))!;
        return int.Parse(bootstrap.AsSpan(bootstrap.LastIndexOf(':') + 1), provider: null);
    }
}
