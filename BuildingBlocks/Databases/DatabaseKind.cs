using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Databases;

/// <summary>A kind of database that a service can run on.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Knows">Whether a connection string is of this kind.</param>
/// <param name="Add">Adds it to the service: its messaging and its stores.</param>
/// <param name="MigrateAsync">Prepares the database before the service runs; returns the process's exit status.</param>
public sealed record DatabaseKind(
    string Name, Func<string, bool> Knows, Action<IHostApplicationBuilder> Add, Func<Task<int>> MigrateAsync)
{
    /// <summary>
    /// The kind named by the setting <c>{service}:Database</c>; if that is not set, the kind of the connection string
    /// <paramref name="service"/>, or the first kind without one.
    /// </summary>
    /// <exception cref="InvalidOperationException">This build has no such kind; the message names the setting.</exception>
    public static DatabaseKind Of(IConfiguration configuration, string service, params IReadOnlyList<DatabaseKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        var known = string.Join(", ", kinds.Select(kind => kind.Name));
        if (configuration[service + ":Database"] is { Length: > 0 } name)
        {
            return kinds.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new InvalidOperationException(
                    $"{char.ToUpperInvariant(service[0])}{service[1..]}:Database is '{name}'. This build supports: {known}.");
        }

        return configuration.GetConnectionString(service) is { Length: > 0 } text
            ? kinds.FirstOrDefault(kind => kind.Knows(text))
                ?? throw new InvalidOperationException($"ConnectionStrings:{service} is of no kind that this build supports: {known}.")
            : kinds[0];
    }

    /// <summary>Prepares the database of the kind that <see cref="Of"/> returns for the environment variables.</summary>
    /// <returns>The process's exit status: 0, or 1 after one line on standard error.</returns>
    public static async Task<int> PrepareAsync(string service, params IReadOnlyList<DatabaseKind> kinds)
    {
        try
        {
            return await Of(new ConfigurationBuilder().AddEnvironmentVariables().Build(), service, kinds).MigrateAsync();
        }
        catch (InvalidOperationException exception)
        {
            await Console.Error.WriteLineAsync($"{service}: {exception.Message}");
            return 1;
        }
    }
}
