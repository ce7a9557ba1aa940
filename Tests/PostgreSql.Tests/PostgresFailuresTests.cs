using DbPerService.PostgreSql;
using Npgsql;

namespace DbPerService.Tests.PostgreSql;

public sealed class PostgresFailuresTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.InvalidPassword)]
    public void Transient_errors_are_retried(string state) => Assert.True(PostgresFailures.IsTransient(Failure(state)));

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation)]
    [InlineData(PostgresErrorCodes.SyntaxError)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege)]
    public void Permanent_errors_are_not_retried(string state) => Assert.False(PostgresFailures.IsTransient(Failure(state)));

    static PostgresException Failure(string state) => new("it fails", "ERROR", "ERROR", state);
}
