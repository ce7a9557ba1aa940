namespace DbPerService.AppHost;

static class SecretParameters
{
    /// <summary>
    /// A password generated on the first run and kept in the user secrets, because the data it opens is kept too. Letters and digits only:
    /// it becomes part of several kinds of connection string, each with its own quoting.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddGeneratedPassword(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = 24, Special = false }, secret: true, persist: true);

    /// <summary>A secret that two services share: long enough for a 256-bit key, and kept, because the data it seals is kept.</summary>
    public static IResourceBuilder<ParameterResource> AddGeneratedKey(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true);
}
