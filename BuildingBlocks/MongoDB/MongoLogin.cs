using Microsoft.Extensions.Configuration;
using MongoDB.Driver;

namespace DbPerService.MongoDB;

/// <summary>A login of a service: a connection string in the configuration.</summary>
static class MongoLogin
{
    /// <exception cref="InvalidOperationException">It is missing or unusable; the message names it.</exception>
    public static MongoUrl Read(IConfiguration configuration, string name)
    {
        var text = configuration.GetConnectionString(name);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new InvalidOperationException($"ConnectionStrings:{name} is not set.");
        }

        MongoUrl url;
        try
        {
            url = new MongoUrl(text);
        }
        catch (Exception exception) when (exception is MongoConfigurationException or ArgumentException or FormatException)
        {
            // The text contains a password and must not be repeated.
            throw new InvalidOperationException($"ConnectionStrings:{name} is not a MongoDB connection string.", exception);
        }

        try
        {
            // What the driver would only detect when it connects: contradictory options, and an invalid database name.
            MongoSettings.For(name, url, new MongoOptions());
            _ = new DatabaseNamespace(url.DatabaseName ?? name);
        }
        catch (Exception exception)
            when (exception is MongoException or ArgumentException or FormatException or NotSupportedException or InvalidOperationException)
        {
            throw new InvalidOperationException($"ConnectionStrings:{name} cannot be used: {MongoFailures.FirstLine(exception.Message)}", exception);
        }

        return url;
    }
}
