using DbPerService.PostgreSql;
using Npgsql;

namespace DbPerService.Tests.PostgreSql;

public sealed class TransientFailuresTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.InvalidPassword)]
    public void What_passes_is_waited_for(string state) => Assert.True(TransientFailures.Is(Failure(state)));

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation)]
    [InlineData(PostgresErrorCodes.SyntaxError)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege)]
    public void What_would_fail_again_is_not(string state) => Assert.False(TransientFailures.Is(Failure(state)));

    static PostgresException Failure(string state) => new("it fails", "ERROR", "ERROR", state);
}
