using Microsoft.Extensions.Configuration;
using Npgsql;

namespace DbPerService.PostgreSql;

/// <summary>A login of a service: a connection string in the configuration.</summary>
static class PostgresLogin
{
    /// <exception cref="InvalidOperationException">It is missing or cannot be read; the message names it.</exception>
    public static NpgsqlConnectionStringBuilder Read(IConfiguration configuration, string name)
    {
        var text = configuration.GetConnectionString(name);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new InvalidOperationException($"ConnectionStrings:{name} is not set.");
        }

        try
        {
            var builder = new NpgsqlConnectionStringBuilder(text);
            builder.Timeout = SessionLimits.IsSet(text, "Timeout") ? builder.Timeout : 3;
            builder.CommandTimeout = SessionLimits.IsSet(text, "Command Timeout", "CommandTimeout") ? builder.CommandTimeout : 10;
            return string.IsNullOrWhiteSpace(builder.Host)
                ? throw new InvalidOperationException($"ConnectionStrings:{name} names no Host.")
                : builder;
        }
        catch (ArgumentException exception)
        {
            // The text contains a password and must not be repeated.
            throw new InvalidOperationException($"ConnectionStrings:{name} is not a PostgreSQL connection string.", exception);
        }
    }
}
