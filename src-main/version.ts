import packageFile from '../package.json';

/** Version of the product, as in package.json. */
export const version: string = packageFile.version;
