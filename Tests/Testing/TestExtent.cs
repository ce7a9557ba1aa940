namespace DbPerService.Testing;

/// <summary>Slow tests run in a short form by default and at full length with DBPERSERVICE_LONG_TESTS=1 in the environment.</summary>
public static class TestExtent
{
    /// <summary>Whether the full length was requested.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("DBPERSERVICE_LONG_TESTS") == "1";

    /// <summary>The seed of random tests: DBPERSERVICE_SEED in the environment, else another number every time.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("DBPERSERVICE_SEED"), out var seed) ? seed : Random.Shared.Next();

    /// <summary>The value to use: a time, a number of messages.</summary>
    public static T Of<T>(T byDefault, T full) => IsFull ? full : byDefault;
}
