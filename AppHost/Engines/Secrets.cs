namespace DbPerService.AppHost;

internal static class Secrets
{
    /// <summary>
    /// A password made on the first run and kept in the user's secrets, since the data it opens is kept too. Letters and digits only:
    /// it stands in connection strings of several kinds, each with its own way to quote.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddGeneratedPassword(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = 24, Special = false }, secret: true, persist: true);

    /// <summary>A secret that two services share: long enough to make a key of 256 bits of, and kept, since what it seals is.</summary>
    public static IResourceBuilder<ParameterResource> AddGeneratedKey(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true);
}
