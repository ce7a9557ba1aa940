namespace DbPerService.Testing;

/// <summary>Tests that take their time run short by default and, with DBPERSERVICE_LONG_TESTS=1 in the environment, at full length.</summary>
public static class TestExtent
{
    /// <summary>Whether the full length was asked for.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("DBPERSERVICE_LONG_TESTS") == "1";

    /// <summary>Where random tests begin: DBPERSERVICE_SEED in the environment, else another number every time.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("DBPERSERVICE_SEED"), out var seed) ? seed : Random.Shared.Next();

    /// <summary>What the test is to use: a time, a number of messages.</summary>
    public static T Of<T>(T byDefault, T full) => IsFull ? full : byDefault;
}
